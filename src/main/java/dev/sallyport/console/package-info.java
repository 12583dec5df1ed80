/// The console: pages for people, over the same operations as the API, in which whatever a caller
/// wrote is text and nothing else.
@NullMarked
package dev.sallyport.console;

import org.jspecify.annotations.NullMarked;
