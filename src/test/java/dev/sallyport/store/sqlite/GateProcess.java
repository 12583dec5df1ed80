package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.store.Executions.Intent;
import dev.sallyport.store.Samples;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// A gate in a process of its own: begins one execution, says which, and then does as its standard
/// input says, line by line: `append` writes audit records, anything else ends it without a word.
final class GateProcess {
  static final int RECORDS = 100;

  private GateProcess() {}

  public static void main(String[] arguments) throws IOException {
    InstantSource clock = InstantSource.system();
    // So long a lease that only the operating system's lock can tell that this gate has ended.
    SqliteConfig config = SqliteConfig.of(Path.of(arguments[0])).withLease(Duration.ofHours(1));
    SqliteStore store = Bench.open(config, clock, new SimpleMeterRegistry());
    Samples samples = new Samples(clock);
    Intent intent = samples.apply(samples.previewed(store));
    store.executions().begin(intent);
    System.out.println(intent.execution());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while ("append".equals(in.readLine())) {
      for (int i = 0; i < RECORDS; i++) {
        store.audit().append(List.of(samples.draft(AuditEvent.TOKEN_REFUSED)));
      }
      System.out.println("appended");
    }
    Runtime.getRuntime().halt(1);
  }
}
