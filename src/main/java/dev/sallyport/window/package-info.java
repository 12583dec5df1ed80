/// The exact sliding window and its blocks: rules that are the same in memory and in every store.
/// Pure; knows neither threads nor engines.
@NullMarked
package dev.sallyport.window;

import org.jspecify.annotations.NullMarked;
