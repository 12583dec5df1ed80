/// The record: what is written, how it is chained, how it is verified.
@NullMarked
package dev.sallyport.audit;

import org.jspecify.annotations.NullMarked;
