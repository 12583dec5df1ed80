/// What a principal may ask for.
@NullMarked
package dev.sallyport.authorize;

import org.jspecify.annotations.NullMarked;
