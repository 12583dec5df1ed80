/// Running an execution against its target, and settling one that was cut off.
@NullMarked
package dev.sallyport.execute;

import org.jspecify.annotations.NullMarked;
