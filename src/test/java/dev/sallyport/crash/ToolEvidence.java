package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.StoreFile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/// What must hold of a command target after any crash: read from the tool's own log and from the
/// database behind the gate's back.
record ToolEvidence(Path folder, PlanTool tool) {
  /// Right after a crash, whatever was cut off, and while the tool may still be at work: therefore
  /// what is done is read before what began. No step is made twice, none off the record, each of
  /// what was previewed (P4), and what succeeded is done.
  void checkCutOff() {
    StoreFile store = StoreFile.of(folder);
    List<String> done = entries("done ");
    List<String> begun = entries("begin ");
    assertThat(new HashSet<>(begun)).as("no step of an execution twice").hasSameSizeAs(begun);
    assertThat(begun).as("nothing is done that did not begin").containsAll(done);
    assertThat(
            store.number(
                """
                SELECT count(*) FROM json_each(?1) step WHERE NOT EXISTS (
                  SELECT 1 FROM executions
                  WHERE id = substr(step.value, instr(step.value, ' ') + 1) AND target = ?2)
                """,
                StoreFile.json(begun),
                tool.target()))
        .as("steps of the tool that are not on record")
        .isZero();
    assertThat(
            store.number(
                """
                SELECT count(*) FROM json_each(?1) made WHERE NOT EXISTS (
                  SELECT 1 FROM executions e JOIN plans p USING (change_id)
                  WHERE e.id = substr(made.value, 1, instr(made.value, ' ') - 1)
                    AND e.id || ' ' || rtrim(replace(p.diff, char(10), ' ')) = made.value)
                """,
                StoreFile.json(tool.made())))
        .as("what %s made and was not previewed so", tool.target())
        .isZero();
    checkDone(store, done);
  }

  private void checkDone(StoreFile store, List<String> done) {
    assertThat(
            store.number(
                """
                WITH steps (action, step) AS (VALUES
                  ('apply', 'apply'), ('deploy', 'deploy'), ('rollback', 'rollback'),
                  ('auto', 'apply'), ('auto', 'deploy'))
                SELECT count(*) FROM executions JOIN steps USING (action)
                WHERE target = ?1 AND state = 'succeeded'
                  AND step || ' ' || id NOT IN (SELECT value FROM json_each(?2))
                """,
                tool.target(),
                StoreFile.json(done)))
        .as("steps of executions that succeeded and that %s has not done", tool.target())
        .isZero();
  }

  /// Once everything is settled: what was done was said to be; an auto may have failed at its
  /// deploy after its apply was done.
  void check() {
    checkCutOff();
    assertThat(
            StoreFile.of(folder)
                .number(
                    """
                    SELECT count(*) FROM json_each(?1) step WHERE NOT EXISTS (
                      SELECT 1 FROM executions
                      WHERE id = substr(step.value, instr(step.value, ' ') + 1)
                        AND (state = 'succeeded'
                          OR (action = 'auto' AND step.value LIKE 'apply %')))
                    """,
                    StoreFile.json(entries("done "))))
        .as("steps that the tool has done and that are not on record as done")
        .isZero();
  }

  /// `STEP EXECUTION`, in the order of the log.
  private List<String> entries(String kind) {
    return tool.log().stream()
        .filter(line -> line.startsWith(kind))
        .map(line -> line.substring(kind.length(), line.lastIndexOf(' ')))
        .toList();
  }
}
