/// Tests of the `site` target, against real repositories and, where it matters, the real `git`.
@NullMarked
package dev.sallyport.target.site;

import org.jspecify.annotations.NullMarked;
