/// The stored answer of a request that was made before.
@NullMarked
package dev.sallyport.replay;

import org.jspecify.annotations.NullMarked;
