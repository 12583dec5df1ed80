/// The gate over HTTP: Javalin and Jetty, nothing of which is seen beyond this package.
@NullMarked
package dev.sallyport.http;

import org.jspecify.annotations.NullMarked;
