/// Which request is being worked on: W3C trace context, the request's id, and what its log lines
/// carry.
@NullMarked
package dev.sallyport.trace;

import org.jspecify.annotations.NullMarked;
