/// The demo: plays a change from preview to rollback against a gate of its own and holds every step
/// against what it promises.
@NullMarked
package dev.sallyport.demo;

import org.jspecify.annotations.NullMarked;
