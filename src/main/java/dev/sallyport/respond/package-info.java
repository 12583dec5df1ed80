/// Answers: the event envelope and its results.
@NullMarked
package dev.sallyport.respond;

import org.jspecify.annotations.NullMarked;
