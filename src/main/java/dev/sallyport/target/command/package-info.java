/// A target that is a command-line tool: argument lists, run as they stand and never by a shell.
@NullMarked
package dev.sallyport.target.command;

import org.jspecify.annotations.NullMarked;
