package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.StoreFile;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/// What must hold of a command target after any crash, once what was cut off is settled: read from
/// the tool's own log and from the database behind the gate's back.
record ToolEvidence(Path folder, PlanTool tool) {
  void check() {
    StoreFile store = StoreFile.of(folder);
    List<String> begun = entries("begin ");
    List<String> done = entries("done ");
    assertThat(new HashSet<>(begun)).as("no step of an execution twice").hasSameSizeAs(begun);
    assertThat(begun).as("nothing is done that did not begin").containsAll(done);
    for (String entry : begun) {
      assertThat(
              store.number(
                  "SELECT count(*) FROM executions WHERE id = ? AND target = ?",
                  execution(entry),
                  tool.target()))
          .as("%s is on record", entry)
          .isOne();
    }
    done.forEach(entry -> assertTold(store, entry));
    for (String[] step :
        new String[][] {
          {"apply", "apply"},
          {"deploy", "deploy"},
          {"rollback", "rollback"},
          {"auto", "apply"},
          {"auto", "deploy"}
        }) {
      assertThat(
              store.number(
                  """
                  SELECT count(*) FROM executions WHERE target = ?1 AND state = 'succeeded'
                    AND action = ?2 AND ?3 || ' ' || id NOT IN (SELECT value FROM json_each(?4))
                  """,
                  tool.target(),
                  step[0],
                  step[1],
                  json(done)))
          .as("%s that succeeded and whose %s the tool has not done", step[0], step[1])
          .isZero();
    }
  }

  /// What was done was said to be; an auto may have failed at its deploy after its apply was done.
  private void assertTold(StoreFile store, String entry) {
    String step = entry.substring(0, entry.indexOf(' '));
    assertThat(
            store.number(
                """
                SELECT count(*) FROM executions WHERE id = ?1
                  AND (state = 'succeeded' OR (action = 'auto' AND ?2 = 'apply'))
                """,
                execution(entry),
                step))
        .as("the record says that %s happened", entry)
        .isOne();
  }

  /// `STEP EXECUTION`, in the order of the log.
  private List<String> entries(String kind) {
    return tool.log().stream()
        .filter(line -> line.startsWith(kind))
        .map(line -> line.substring(kind.length(), line.lastIndexOf(' ')))
        .toList();
  }

  private static String execution(String entry) {
    return entry.substring(entry.indexOf(' ') + 1);
  }

  private static String json(List<String> texts) {
    return texts.isEmpty() ? "[]" : "[\"" + String.join("\",\"", texts) + "\"]";
  }
}
