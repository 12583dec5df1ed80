/// A plan's diff, taken apart and shown line by line.
@NullMarked
package dev.sallyport.console.diff;

import org.jspecify.annotations.NullMarked;
