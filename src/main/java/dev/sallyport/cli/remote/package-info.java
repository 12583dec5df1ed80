/// Commands that speak to a running gate over HTTP, with an API key, like any other caller.
@NullMarked
package dev.sallyport.cli.remote;

import org.jspecify.annotations.NullMarked;
