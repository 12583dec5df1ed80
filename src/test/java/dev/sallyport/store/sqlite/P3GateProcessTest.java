package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.store.Samples;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two operating-system processes on one file: they share it, and the one sees at once that the
/// other was killed, long before its lease is over.
@Tag("integration")
@Timeout(120)
class P3GateProcessTest {
  @TempDir private Path folder;
  private final InstantSource clock = InstantSource.system();
  private Bench bench;
  private SqliteStore store;
  private Process other;
  private BufferedReader said;

  @BeforeEach
  void startBoth() throws IOException {
    bench = Bench.in(folder);
    store = bench.open(clock);
    other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GateProcess.class.getName(),
                bench.file().toString())
            .redirectError(new File(folder.toFile(), "stderr"))
            .start();
    said = other.inputReader(StandardCharsets.UTF_8);
  }

  @AfterEach
  void stopBoth() throws InterruptedException {
    other.destroyForcibly().waitFor();
    store.close();
  }

  private String nextLine() throws IOException {
    String line = said.readLine();
    while (line != null && !line.startsWith("exe_") && !line.equals("appended")) {
      line = said.readLine();
    }
    assertThat(line).as(Files.readString(folder.resolve("stderr"))).isNotNull();
    return line;
  }

  @Test
  void p3_killed_process_is_seen_at_once_and_a_living_one_is_left_alone() throws Exception {
    String execution = nextLine();
    assertThat(store.executions().running()).isEqualTo(1);
    assertThat(store.executions().cutOff(10)).isEmpty();

    other.destroyForcibly();
    assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(store.executions().cutOff(10))
        .singleElement()
        .satisfies(moved -> assertThat(moved.id().value()).isEqualTo(execution))
        .satisfies(moved -> assertThat(moved.state()).isEqualTo(Execution.State.UNKNOWN));
    try (Stream<Path> locks = Files.list(Path.of(bench.file() + "-gates"))) {
      assertThat(locks.filter(file -> !file.endsWith("migrate.lock"))).hasSize(1);
    }
  }

  @Test
  void p8_two_processes_write_one_chain() throws Exception {
    nextLine();
    try (var out = other.outputWriter(StandardCharsets.UTF_8)) {
      out.write("append\n");
      out.flush();
      Samples samples = new Samples(clock);
      for (int i = 0; i < GateProcess.RECORDS; i++) {
        store.audit().append(List.of(samples.draft(AuditEvent.TOKEN_MINTED)));
      }
      assertThat(nextLine()).isEqualTo("appended");
    }

    var found = AuditVerifier.verify(store.audit(), Bench.SEALER);
    assertThat(found.findings()).isEmpty();
    // Both loops, and the four of the other gate's preview and begin.
    assertThat(found.records()).isEqualTo(2 * GateProcess.RECORDS + 4);
  }
}
