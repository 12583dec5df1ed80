/// Rate limits: which policy holds for a request, whose windows it counts in, and what the caller
/// is told.
@NullMarked
package dev.sallyport.limit;

import org.jspecify.annotations.NullMarked;
