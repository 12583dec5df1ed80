package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.Sql;
import dev.sallyport.store.sql.StatementCache;
import java.sql.Connection;

/// One connection with its statements; used by one caller at a time.
record Session(Connection connection, StatementCache statements, Sql sql) {}
