/// Telling others what is on the record: which endpoint is told of what, in which form, signed how,
/// and what becomes of it when nobody answers. Nothing is written beside the audit records: an
/// endpoint stands at one of them, and is told of those after it.
@NullMarked
package dev.sallyport.notify;

import org.jspecify.annotations.NullMarked;
