/// The store in a PostgreSQL database, shared by any number of gates.
@NullMarked
package dev.sallyport.store.postgres;

import org.jspecify.annotations.NullMarked;
