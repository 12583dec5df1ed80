/// Tests of running an execution.
@NullMarked
package dev.sallyport.execute;

import org.jspecify.annotations.NullMarked;
