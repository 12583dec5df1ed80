/// A long history of concurrent requests at two gates that are killed, stopped and paused, and the
/// checker that reads it afterwards.
@NullMarked
package dev.sallyport.history;

import org.jspecify.annotations.NullMarked;
