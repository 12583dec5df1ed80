/// A copy of a gate's store and keys that can be checked, and putting one back.
@NullMarked
package dev.sallyport.backup;

import org.jspecify.annotations.NullMarked;
