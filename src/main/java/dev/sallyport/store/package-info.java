/// What the gate asks of its store; one contract that every engine passes.
@NullMarked
package dev.sallyport.store;

import org.jspecify.annotations.NullMarked;
