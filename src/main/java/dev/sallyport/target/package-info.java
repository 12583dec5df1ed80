/// What a declared thing that can be changed must answer, whatever its kind.
@NullMarked
package dev.sallyport.target;

import org.jspecify.annotations.NullMarked;
