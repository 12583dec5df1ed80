/// Commands that work on this machine: they open the store, the keys or a gate themselves.
@NullMarked
package dev.sallyport.cli.local;

import org.jspecify.annotations.NullMarked;
