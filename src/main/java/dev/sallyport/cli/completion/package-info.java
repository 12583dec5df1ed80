/// What shells need to know to complete the command line.
@NullMarked
package dev.sallyport.cli.completion;

import org.jspecify.annotations.NullMarked;
