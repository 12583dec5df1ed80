/// Puts a gate together from its configuration, in one place, and runs it.
@NullMarked
package dev.sallyport.server;

import org.jspecify.annotations.NullMarked;
