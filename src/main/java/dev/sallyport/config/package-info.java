/// The configuration: one record tree, loaded from a file and checked as a whole before anything
/// starts.
@NullMarked
package dev.sallyport.config;

import org.jspecify.annotations.NullMarked;
