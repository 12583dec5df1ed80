/// Tests of the exact sliding window and its blocks.
@NullMarked
package dev.sallyport.window;

import org.jspecify.annotations.NullMarked;
