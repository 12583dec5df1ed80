package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.SiteFiles.Made;
import dev.sallyport.fixture.StoreFile;
import java.util.HashSet;
import java.util.List;

/// What must hold of a site after any crash: its branch's history beside the database.
///
/// @param target its name
record SiteEvidence(StoreFile store, String target, SiteFiles site) {
  /// Right after a crash: no execution has more than one commit, every one that succeeded has one,
  /// and each commit is the very one that was previewed (P4).
  void checkCutOff() {
    List<Made> commits = site.made();
    List<String> executions = commits.stream().map(Made::execution).toList();
    assertThat(new HashSet<>(executions))
        .as("no execution twice on " + target)
        .hasSameSizeAs(executions);
    assertThat(
            store.number(
                """
                SELECT count(*) FROM executions WHERE target = ?1 AND state = 'succeeded'
                  AND action IN ('apply', 'auto', 'rollback')
                  AND id NOT IN (SELECT value FROM json_each(?2))
                """,
                target,
                StoreFile.json(executions)))
        .as("executions that succeeded on %s without a commit", target)
        .isZero();
    assertThat(
            store.number(
                """
                SELECT count(*) FROM json_each(?1) made WHERE NOT EXISTS (
                  SELECT 1 FROM executions e JOIN plans p USING (change_id)
                  WHERE e.id || ' ' || (p.material ->> '$.commit') || ' ' || p.base = made.value
                    AND e.id = substr(made.value, 1, instr(made.value, ' ') - 1)
                    AND e.target = ?2)
                """,
                StoreFile.json(commits.stream().map(Made::text).toList()),
                target))
        .as("commits on %s that are not what was previewed", target)
        .isZero();
  }

  /// Once everything is settled: every commit is one execution's that is on record as it was.
  void check() {
    checkCutOff();
    assertThat(
            store.number(
                """
                SELECT count(*) FROM json_each(?1) made WHERE NOT EXISTS (
                  SELECT 1 FROM executions WHERE id = made.value
                    AND (state = 'succeeded' OR action IN ('auto', 'rollback')))
                """,
                StoreFile.json(site.executions())))
        .as("commits on %s whose executions are not on record as done", target)
        .isZero();
  }
}
