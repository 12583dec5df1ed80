/// A gate as its callers see it: over HTTP, with an API key.
@NullMarked
package dev.sallyport.client;

import org.jspecify.annotations.NullMarked;
