/// What every JDBC engine shares: named query templates, the statement cache, and their statistics.
@NullMarked
package dev.sallyport.store.sql;

import org.jspecify.annotations.NullMarked;
