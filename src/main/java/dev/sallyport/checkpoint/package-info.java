/// The points at which a crash would matter, named for the tests that crash a gate there.
@NullMarked
package dev.sallyport.checkpoint;

import org.jspecify.annotations.NullMarked;
