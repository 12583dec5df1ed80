/// The way of a request, and the wiring of everything it meets.
@NullMarked
package dev.sallyport.gate;

import org.jspecify.annotations.NullMarked;
