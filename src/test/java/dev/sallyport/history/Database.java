package dev.sallyport.history;

import dev.sallyport.fixture.PostgresServer;
import dev.sallyport.fixture.StoreFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// What the gates of a history keep their record in.
interface Database {
  String name();

  /// For `store.url`.
  String url();

  /// Kills its server and starts it again; empty where it has none.
  Optional<Runnable> restart();

  /// Behind the gates' backs.
  Connection connect(Path folder) throws SQLException;

  /// A file beside the gates.
  record Sqlite() implements Database {
    @Override
    public String name() {
      return "SQLite";
    }

    @Override
    public String url() {
      return "sqlite:./var/sallyport.db";
    }

    @Override
    public Optional<Runnable> restart() {
      return Optional.empty();
    }

    @Override
    public Connection connect(Path folder) throws SQLException {
      return StoreFile.of(folder).open();
    }
  }

  /// A server of its own for one history, so that it can be killed.
  record Postgresql(PostgresServer server) implements Database {
    @Override
    public String name() {
      return "PostgreSQL";
    }

    @Override
    public String url() {
      return server.url();
    }

    @Override
    public Optional<Runnable> restart() {
      return Optional.of(
          () -> {
            server.kill();
            server.startAgain();
          });
    }

    @Override
    public Connection connect(Path folder) throws SQLException {
      return server.connect();
    }
  }
}
