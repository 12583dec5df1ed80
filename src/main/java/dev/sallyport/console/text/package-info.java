/// Text that somebody else wrote, shown so that nothing in it stays hidden.
@NullMarked
package dev.sallyport.console.text;

import org.jspecify.annotations.NullMarked;
