/// Tests of the rate limits.
@NullMarked
package dev.sallyport.limit;

import org.jspecify.annotations.NullMarked;
