package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditChain;
import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditHead;
import dev.sallyport.store.Samples.Previewed;
import dev.sallyport.store.Snapshot;
import dev.sallyport.store.sql.QueryTemplate;
import dev.sallyport.store.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A gate of before an upgrade that goes on: it runs the statements that were kept of its version,
/// on a connection that it opened before the tables were brought up to date. Its sealer takes its
/// turn too.
final class OlderGate implements AutoCloseable {
  private static final String ID = "f".repeat(32);
  private static final long LEASE_MILLIS = 15_000;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Map<String, String> statements;
  private final InstantSource clock;
  private final Connection connection;
  private final Sql sql;

  private record Kept(String name, String sql) implements QueryTemplate {}

  private record Waiting(long id, long at, String draft, String mac) {}

  OlderGate(Snapshot snapshot, Bench bench, InstantSource clock) throws SQLException {
    this.statements = snapshot.statements();
    this.clock = clock;
    this.connection = bench.connect();
    this.sql = Bench.sql(connection);
    live();
  }

  void live() throws SQLException {
    sql.one(kept("GATE_HEARTBEAT"), row -> row.getLong(1), clock.millis(), ID, LEASE_MILLIS);
  }

  private Kept kept(String name) {
    return new Kept(name, statements.get(name));
  }

  /// Applies a change with its token, up to and without the target.
  ///
  /// @return false, and nothing changed, where the token, the change or the target is not to be had
  boolean begin(Previewed previewed, String execution, String key, AuditDraft... audit)
      throws SQLException {
    long number = 4711 + key.length();
    return sql.one(
            kept("BEGIN_WITH_TOKENS"),
            row -> row.getLong("fence"),
            clock.millis(),
            ID,
            LEASE_MILLIS,
            new long[] {number},
            one("ada"),
            one("blog"),
            one("apply"),
            one(key),
            one("f".repeat(64)),
            one(previewed.change().id().value()),
            one(execution),
            one("0".repeat(32)),
            one("{}"),
            new long[] {0},
            one("awaiting_confirmation"),
            one("applying"),
            one(previewed.token().hash()),
            new long[] {0},
            ofFirst(audit),
            texts(audit),
            seals(audit))
        .isPresent();
  }

  /// Records how it ended, with a line of output.
  boolean finish(String execution, AuditDraft... audit) throws SQLException {
    return sql.one(
            kept("EXECUTION_END"),
            row -> row.getLong("place"),
            clock.millis(),
            one(execution),
            one("running"),
            one("succeeded"),
            new String[] {null},
            one("{}"),
            one("200"),
            one("{\"older\":true}"),
            one("applied"),
            new long[] {1},
            new long[] {1},
            new long[] {clock.millis()},
            one("note"),
            one("done"),
            ofFirst(audit),
            texts(audit),
            seals(audit))
        .isPresent();
  }

  /// Gives what waits its place in the chain.
  ///
  /// @return how many records it found
  int seal() throws SQLException {
    connection.setAutoCommit(false);
    try {
      AuditHead start = sql.one(kept("AUDIT_ELECT_IN_TURN"), PostgresAudit::head).orElseThrow();
      List<Waiting> waiting =
          new ArrayList<>(sql.list(kept("AUDIT_TAKE"), OlderGate::waiting, 500));
      waiting.sort(Comparator.comparingLong(Waiting::id));
      AuditHead head = start;
      for (Waiting each : waiting) {
        if (!Bench.SEALER.isSealOfWaiting(each.draft(), each.mac())) {
          throw new AssertionError("the older gate takes the record for one that was put in");
        }
        AuditChain.Link link =
            AuditChain.append(
                head, Instant.ofEpochMilli(each.at()), draft(each.draft()), Bench.SEALER);
        sql.update(
            kept("AUDIT_APPEND"),
            new long[] {link.sequence()},
            one(link.body()),
            one(link.previous()),
            one(link.hash()),
            one(link.seal()));
        head = AuditChain.headAt(link, Bench.SEALER);
      }
      sql.update(
          kept("AUDIT_MOVE_HEAD"), head.sequence(), head.hash(), head.seal(), start.sequence());
      connection.commit();
      return waiting.size();
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    return new Waiting(
        row.getLong("id"), row.getLong("at"), row.getString("draft"), row.getString("mac"));
  }

  private static String[] one(String text) {
    return new String[] {text};
  }

  private static long[] ofFirst(AuditDraft[] audit) {
    long[] places = new long[audit.length];
    Arrays.fill(places, 1);
    return places;
  }

  /// As that version wrote a record that waits.
  private static String text(AuditDraft draft) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("event", draft.event().wire());
    json.put("traceId", draft.traceId());
    json.set("details", draft.details());
    return json.toString();
  }

  private static AuditDraft draft(String text) {
    ObjectNode json = (ObjectNode) JSON.readTree(text);
    return new AuditDraft(
        AuditEvent.ofWire(json.path("event").asString()).orElseThrow(),
        json.path("traceId").asString(),
        null,
        null,
        null,
        null,
        (ObjectNode) json.path("details"));
  }

  private static String[] texts(AuditDraft... audit) {
    return Stream.of(audit).map(OlderGate::text).toArray(String[]::new);
  }

  private static String[] seals(AuditDraft... audit) {
    return Stream.of(texts(audit)).map(Bench.SEALER::sealWaiting).toArray(String[]::new);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
