package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditChain;
import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditHead;
import dev.sallyport.store.Snapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A gate of before an upgrade that goes on: it runs the statements that were kept of its
/// version, on a connection that it opened, and prepared them on, before the tables were brought
/// up to date.
final class OlderGate implements AutoCloseable {
  private static final String ID = "f".repeat(32);
  private static final long LEASE_MILLIS = 15_000;

  private final Connection connection;
  private final InstantSource clock;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  OlderGate(Snapshot snapshot, Path file, InstantSource clock) throws SQLException {
    this.clock = clock;
    this.connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA foreign_keys = true");
      statement.execute("PRAGMA busy_timeout = 5000");
    }
    for (Map.Entry<String, String> each : snapshot.statements().entrySet()) {
      if (!each.getValue()
          .matches("(?s)(PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|VACUUM).*")) {
        prepared.put(each.getKey(), connection.prepareStatement(each.getValue()));
      }
    }
    live();
  }

  void live() throws SQLException {
    long now = clock.millis();
    run("GATE_SIGN_OF_LIFE", ID, now, now + LEASE_MILLIS, now + LEASE_MILLIS / 2);
  }

  /// Applies a change with its token, up to and without the target.
  ///
  /// @return false, and nothing changed, where the token, the change or the target is not to be had
  boolean begin(String change, String execution, String key, String hash, List<AuditDraft> audit)
      throws SQLException {
    return transaction(
        () -> {
          long now = clock.millis();
          return run(
                      "REQUEST_BEGIN",
                      "ada",
                      "blog",
                      "apply",
                      key,
                      "f".repeat(64),
                      ID,
                      now,
                      change,
                      execution)
                  == 1
              && row("FREEZE_ON", "target", "blog").isEmpty()
              && run("TOKEN_CONSUME", now, hash, now) == 1
              && run("CHANGE_MOVE", "applying", now, change, "awaiting_confirmation") == 1
              && run("LEASE_TAKE", "blog", execution, now, 0) == 1
              && run(
                      "EXECUTION_ADD",
                      execution,
                      change,
                      "blog",
                      "ada",
                      "apply",
                      key,
                      ID,
                      row("LEASE_FIND", "fence", "blog"),
                      "0".repeat(32),
                      "{}",
                      now)
                  == 1
              && append(audit);
        });
  }

  /// Records how it ended.
  boolean finish(String execution, List<AuditDraft> audit) throws SQLException {
    return transaction(
        () -> {
          long now = clock.millis();
          return run("EXECUTION_END", "succeeded", null, "{}", now, execution, "running") == 1
              && run("OUTPUT_ADD", execution, 1, now, "note", "done") == 1
              && run("REQUEST_ANSWER_EXECUTION", 200, "{\"older\":true}", now, execution) == 1
              && run("CHANGE_MOVE_OF_EXECUTION", "applied", now, execution) == 1
              && run("LEASE_GIVE_BACK", execution) == 1
              && append(audit);
        });
  }

  /// A value of the first row; empty where there is none.
  String row(String name, String column, Object... values) throws SQLException {
    PreparedStatement statement = bound(name, values);
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getString(column) : "";
    }
  }

  private int run(String name, Object... values) throws SQLException {
    return bound(name, values).executeUpdate();
  }

  private PreparedStatement bound(String name, Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(name);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  @FunctionalInterface
  private interface Work {
    boolean run() throws SQLException;
  }

  private boolean transaction(Work work) throws SQLException {
    try (Statement frame = connection.createStatement()) {
      frame.execute("BEGIN IMMEDIATE");
      boolean done = false;
      try {
        done = work.run();
      } finally {
        frame.execute(done ? "COMMIT" : "ROLLBACK");
      }
      return done;
    }
  }

  /// The chain is the same for every version; only how it is kept may change.
  private boolean append(List<AuditDraft> drafts) throws SQLException {
    AuditHead start =
        new AuditHead(
            Long.parseLong(row("AUDIT_HEAD", "sequence")),
            row("AUDIT_HEAD", "hash"),
            row("AUDIT_HEAD", "seal"));
    AuditHead head = start;
    for (AuditDraft draft : drafts) {
      AuditChain.Link link = AuditChain.append(head, clock.instant(), draft, Bench.SEALER);
      run("AUDIT_APPEND", link.sequence(), link.body(), link.previous(), link.hash(), link.seal());
      head = AuditChain.headAt(link, Bench.SEALER);
    }
    return run("AUDIT_MOVE_HEAD", head.sequence(), head.hash(), head.seal(), start.sequence()) == 1;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
