/// Structured logs: one line an event, with its request's ids, redacted before it leaves the
/// process.
@NullMarked
package dev.sallyport.log;

import org.jspecify.annotations.NullMarked;
