/// The store in one SQLite file: one writer that commits waiting work in groups, a few readers.
@NullMarked
package dev.sallyport.store.sqlite;

import org.jspecify.annotations.NullMarked;
