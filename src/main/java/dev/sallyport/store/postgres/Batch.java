package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditChain;
import dev.sallyport.audit.AuditChain.Link;
import dev.sallyport.audit.AuditHead;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.store.postgres.Drafts.Waited;
import dev.sallyport.store.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Records that are sealed in one transaction, by the gate that has the chain's end locked.
///
/// @param sql of that transaction
record Batch(Sql sql, AuditSealer sealer) {
  /// How many records there are in one.
  static final int MOST = 500;

  /// Another gate is at it.
  static final int NOT_ELECTED = -1;

  /// The chain, or what waits for its place in it, is not as a gate left it.
  static final class Damaged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Damaged(String what) {
      super(what);
    }
  }

  private record Waiting(long id, long at, String draft, String mac) {}

  /// Takes the records that have waited longest to their place in the chain.
  ///
  /// @return how many, or [#NOT_ELECTED]
  int seal(AuditSql election) throws SQLException {
    Optional<AuditHead> elected = sql.one(election, PostgresAudit::head);
    if (elected.isEmpty()) {
      return NOT_ELECTED;
    }
    AuditHead start = elected.get();
    if (!sealer.accepts(start)) {
      throw new Damaged("the end of the chain is not sealed");
    }
    // The order of the ids is the order in which they were written: what was on record before
    // something else began stands before it in the chain.
    List<Waiting> waiting = new ArrayList<>(sql.list(AuditSql.AUDIT_TAKE, Batch::waiting, MOST));
    waiting.sort(Comparator.comparingLong(Waiting::id));
    if (!waiting.isEmpty()) {
      append(start, waiting);
    }
    return waiting.size();
  }

  private void append(AuditHead start, List<Waiting> waiting) throws SQLException {
    List<Link> links = new ArrayList<>(waiting.size());
    AuditHead head = start;
    for (Waiting each : waiting) {
      if (!sealer.isSealOfWaiting(each.draft(), each.mac())) {
        throw new Damaged("a record that waited for its place was put in or changed");
      }
      Waited waited = Drafts.read(each.draft());
      Link link =
          AuditChain.append(
              head, Instant.ofEpochMilli(each.at()), waited.draft(), waited.origin(), sealer);
      links.add(link);
      head = AuditChain.headAt(link, sealer);
    }
    if (insert(links) != links.size()) {
      throw new Damaged("there is a record beyond its end");
    }
    sql.update(
        AuditSql.AUDIT_MOVE_HEAD, head.sequence(), head.hash(), head.seal(), start.sequence());
  }

  private int insert(List<Link> links) throws SQLException {
    return sql.update(
        AuditSql.AUDIT_APPEND,
        links.stream().mapToLong(Link::sequence).toArray(),
        texts(links, Link::body),
        texts(links, Link::previous),
        texts(links, Link::hash),
        texts(links, Link::seal));
  }

  private static String[] texts(List<Link> links, Function<Link, String> text) {
    return links.stream().map(text).toArray(String[]::new);
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    return new Waiting(
        row.getLong("id"), row.getLong("at"), row.getString("draft"), row.getString("mac"));
  }
}
