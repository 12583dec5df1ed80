package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.StoreFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What must hold of a store after any crash: read from the database behind the gate's back.
final class StoreEvidence {
  private static final int BUSY_MILLIS = 10_000;

  /// How often the audit record speaks of each execution. Gathered in one pass over it, since a
  /// chain of kills looks after each of them.
  private static final String TOLD =
      """
      CREATE TEMP TABLE told AS
      SELECT id,
             sum(event = 'execution.started') AS started,
             sum(event = 'token.used') AS used,
             sum(event IN ('execution.finished', 'execution.settled')) AS ended,
             sum(event = 'execution.settled') AS settled,
             sum(event = 'execution.unknown') AS unknown,
             sum(event LIKE 'execution.%') AS runs
      FROM (SELECT body ->> '$.executionId' AS id, body ->> '$.event' AS event
            FROM audit_records)
      WHERE id IS NOT NULL GROUP BY id
      """;

  /// Each counts rows that must not be there at any moment.
  private static final Map<String, String> NEVER =
      Map.ofEntries(
          Map.entry(
              "a token used without exactly one execution, or the reverse",
              """
              SELECT count(*) FROM confirm_tokens t WHERE (used_at IS NOT NULL) <> (
                SELECT count(*) FROM executions e
                WHERE e.change_id = t.change_id
                  AND ((t.for_deploy = 0 AND action IN ('apply', 'rollback'))
                    OR (t.for_deploy = 1 AND action = 'deploy')))
              """),
          Map.entry(
              "a token used for deploy without exactly one execution, or the reverse",
              """
              SELECT count(*) FROM changes c WHERE (
                SELECT count(*) FROM confirm_tokens t
                WHERE t.change_id = c.id
                  AND (deployed_at IS NOT NULL OR (for_deploy = 1 AND used_at IS NOT NULL))) <> (
                SELECT count(*) FROM executions e
                WHERE e.change_id = c.id AND action = 'deploy')
              """),
          Map.entry(
              "an execution that is not the one of its key",
              """
              SELECT count(*) FROM executions e WHERE 1 <> (
                SELECT count(*) FROM requests r
                WHERE r.execution_id = e.id AND r.action = e.action)
              """),
          Map.entry(
              "a claimed key of an execution that is not on record",
              """
              SELECT count(*) FROM requests r WHERE action <> 'preview'
                AND NOT EXISTS (SELECT 1 FROM executions e WHERE e.id = r.execution_id)
              """),
          Map.entry(
              "an execution that runs without the lease of its target",
              """
              SELECT count(*) FROM executions e WHERE state = 'running'
                AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.execution_id = e.id)
              """),
          Map.entry(
              "an execution that has ended without an answer, or the reverse",
              """
              SELECT count(*) FROM executions e
              JOIN requests r ON r.execution_id = e.id AND r.action = e.action
              WHERE (e.state IN ('succeeded', 'failed')) <> (r.status IS NOT NULL)
              """),
          Map.entry("an execution not started once on the record", unless("started = 1")),
          Map.entry(
              "a token's use not on the record once with its execution",
              unless("used = (e.action <> 'auto')")),
          Map.entry(
              "an execution that has ended and whose end is not on the record once, or the reverse",
              unless("ended = (e.state IN ('succeeded', 'failed'))")),
          Map.entry(
              "a record of an execution that is not there",
              """
              SELECT count(*) FROM told t
              WHERE runs > 0 AND NOT EXISTS (SELECT 1 FROM executions e WHERE e.id = t.id)
              """));

  /// The same once a gate has settled everything.
  private static final Map<String, String> NEVER_IN_THE_END =
      Map.ofEntries(
          Map.entry(
              "an execution still open",
              "SELECT count(*) FROM executions WHERE state IN ('running', 'unknown')"),
          Map.entry(
              "a lease still taken", "SELECT count(*) FROM leases WHERE execution_id IS NOT NULL"),
          Map.entry(
              "an execution settled and not unknown before, or the reverse",
              unless("settled = t.unknown")));

  private StoreEvidence() {}

  private static String unless(String holds) {
    return """
    SELECT count(*) FROM executions e LEFT JOIN told t ON t.id = e.id
    WHERE t.id IS NULL OR NOT (t.%s)
    """
        .formatted(holds);
  }

  /// Right after a crash, whatever was cut off.
  static void checkCutOff(StoreFile store) {
    check(store, NEVER);
  }

  /// Once everything is settled.
  static void check(StoreFile store) {
    Map<String, String> all = new TreeMap<>(NEVER);
    all.putAll(NEVER_IN_THE_END);
    check(store, all);
  }

  private static void check(StoreFile store, Map<String, String> never) {
    List<String> found = new ArrayList<>();
    try (Connection connection = store.open();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
      statement.execute(TOLD);
      statement.execute("CREATE UNIQUE INDEX temp.told_by_id ON told (id)");
      for (Map.Entry<String, String> rule : never.entrySet()) {
        try (ResultSet rows = statement.executeQuery(rule.getValue())) {
          rows.next();
          if (rows.getLong(1) > 0) {
            found.add(rule.getKey() + ": " + rows.getLong(1));
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    assertThat(found).as("what must not be in the store").isEmpty();
  }
}
