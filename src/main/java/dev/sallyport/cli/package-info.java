/// The command line: one class a command.
@NullMarked
package dev.sallyport.cli;

import org.jspecify.annotations.NullMarked;
