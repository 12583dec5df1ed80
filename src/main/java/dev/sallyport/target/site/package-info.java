/// The `site` target: a git repository whose branch is changed commit by commit, and a folder it is
/// published to.
@NullMarked
package dev.sallyport.target.site;

import org.jspecify.annotations.NullMarked;
