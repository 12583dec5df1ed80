package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// What must hold of a gate's folder after any crash, once a gate has settled what was cut off:
/// read from the database behind the gate's back and from the target's own history.
record Evidence(Path folder, Map<String, SiteFiles> sites) {
  /// Each counts rows that must not be there.
  private static final Map<String, String> NEVER =
      Map.ofEntries(
          Map.entry(
              "an execution still open",
              "SELECT count(*) FROM executions WHERE state IN ('running', 'unknown')"),
          Map.entry(
              "a lease still taken", "SELECT count(*) FROM leases WHERE execution_id IS NOT NULL"),
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
              "an execution without its answer under its key",
              """
              SELECT count(*) FROM executions e WHERE 1 <> (
                SELECT count(*) FROM requests r
                WHERE r.execution_id = e.id AND r.action = e.action AND r.status IS NOT NULL)
              """),
          Map.entry(
              "a claimed key of an execution that is not on record",
              """
              SELECT count(*) FROM requests r WHERE action <> 'preview'
                AND NOT EXISTS (SELECT 1 FROM executions e WHERE e.id = r.execution_id)
              """),
          Map.entry("an execution not started once", unlessOnce("execution.started", "1")),
          Map.entry(
              "a token's use not recorded once with its execution",
              unlessOnce("token.used", "(e.action <> 'auto')")),
          Map.entry(
              "an execution that did not end once",
              """
              SELECT count(*) FROM executions e WHERE 1 <> (
                SELECT count(*) FROM audit_records a
                WHERE json_extract(a.body, '$.executionId') = e.id
                  AND json_extract(a.body, '$.event')
                    IN ('execution.finished', 'execution.settled'))
              """),
          Map.entry(
              "an execution settled and not unknown before, or the reverse",
              """
              SELECT count(*) FROM executions e WHERE
                (SELECT count(*) FROM audit_records a
                 WHERE json_extract(a.body, '$.executionId') = e.id
                   AND json_extract(a.body, '$.event') = 'execution.settled')
                <> (SELECT count(*) FROM audit_records a
                 WHERE json_extract(a.body, '$.executionId') = e.id
                   AND json_extract(a.body, '$.event') = 'execution.unknown')
              """),
          Map.entry(
              "a record of an execution that is not there",
              """
              SELECT count(*) FROM audit_records a
              WHERE json_extract(a.body, '$.event') LIKE 'execution.%'
                AND NOT EXISTS (
                  SELECT 1 FROM executions e WHERE e.id = json_extract(a.body, '$.executionId'))
              """));

  static Evidence of(Path folder, String... targets) {
    Map<String, SiteFiles> sites = new java.util.TreeMap<>();
    for (String target : targets) {
      sites.put(
          target,
          new SiteFiles(
              TestGate.data(folder).resolve(target + ".git"),
              TestGate.data(folder).resolve("www").resolve(target)));
    }
    return new Evidence(folder, sites);
  }

  private static String unlessOnce(String event, String times) {
    return """
    SELECT count(*) FROM executions e WHERE %s <> (
      SELECT count(*) FROM audit_records a
      WHERE json_extract(a.body, '$.executionId') = e.id
        AND json_extract(a.body, '$.event') = '%s')
    """
        .formatted(times, event);
  }

  void check() {
    StoreFile store = StoreFile.of(folder);
    NEVER.forEach((what, sql) -> assertThat(store.number(sql)).as(what).isZero());
    assertThat(verify().findings()).isEmpty();
    sites.forEach((target, site) -> checkTarget(store, target, site));
  }

  /// Every commit of the gate's is one execution's that is on record, and every execution that
  /// succeeded has one.
  private static void checkTarget(StoreFile store, String target, SiteFiles site) {
    List<String> commits = site.executions();
    assertThat(new HashSet<>(commits)).as("no execution twice on " + target).hasSameSizeAs(commits);
    for (String execution : commits) {
      assertThat(
              store.number(
                  """
                  SELECT count(*) FROM executions WHERE id = ? AND target = ?
                    AND (state = 'succeeded' OR action IN ('auto', 'rollback'))
                  """,
                  execution,
                  target))
          .as("the commit of %s has its execution", execution)
          .isOne();
    }
    assertThat(
            store.number(
                """
                SELECT count(*) FROM executions WHERE target = ?1 AND state = 'succeeded'
                  AND action IN ('apply', 'auto', 'rollback')
                  AND id NOT IN (SELECT value FROM json_each(?2))
                """,
                target,
                json(commits)))
        .as("executions that succeeded on %s without a commit", target)
        .isZero();
  }

  private static String json(List<String> ids) {
    return ids.isEmpty() ? "[]" : "[\"" + String.join("\",\"", ids) + "\"]";
  }

  private Verification verify() {
    Ambient ambient = Ambient.system();
    try (Store store = TestGate.openStore(folder, ambient)) {
      return AuditVerifier.verify(
          store.audit(),
          new AuditSealer(
              new Secrets(Map.of(), TestGate.data(folder).resolve("keys"))
                  .auditKey(ambient.random())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
