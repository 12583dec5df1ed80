/// Measures a gate: the `bench` commands, what they measure with, and their reports.
@NullMarked
package dev.sallyport.bench;

import org.jspecify.annotations.NullMarked;
