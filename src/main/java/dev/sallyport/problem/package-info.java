/// Refusals and failures as RFC 9457 problems: one catalogue, one shape.
@NullMarked
package dev.sallyport.problem;

import org.jspecify.annotations.NullMarked;
