/// A change, its plan, and the states it goes through.
@NullMarked
package dev.sallyport.change;

import org.jspecify.annotations.NullMarked;
