package dev.sallyport.bench;

import dev.sallyport.gate.Ambient;
import dev.sallyport.server.StartException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What every benchmark begins and ends with: the clocks, the progress line, the tables that it
/// fills, and their report.
final class BenchRun {
  private static final String INCOMPLETE =
      "Incomplete: it failed after these tables; standard error said why.\n";

  @Mixin private ReportFolder out = new ReportFolder();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /// A run that has begun; its progress line goes with it, however it ends.
  final class Going implements AutoCloseable {
    private final Ambient ambient = Ambient.system();
    private final Instant began = ambient.clock().instant();
    private final Surroundings surroundings = Surroundings.at(began);
    private final String benchmark;
    private final String line;
    private final String note;
    private final PrintWriter to;
    private final Progress progress;
    private final AtExit ended;
    private final List<Table> tables = new ArrayList<>();
    private boolean published;

    private Going(CommandSpec command, String benchmark, String line, String note) {
      this.benchmark = benchmark;
      this.line = line;
      this.note = note;
      this.to = command.commandLine().getOut();
      this.progress = Progress.to(command.commandLine().getErr(), ambient.nanos());
      this.ended = AtExit.run(progress::ends);
    }

    Ambient ambient() {
      return ambient;
    }

    Progress progress() {
      return progress;
    }

    Callers callers(int many) {
      return new Callers(many, ambient.nanos(), progress);
    }

    void add(Table table) {
      tables.add(table);
    }

    void addAll(List<Table> more) {
      tables.addAll(more);
    }

    /// Prints the tables and writes the report.
    void publish() throws StartException {
      publish(note);
    }

    private void publish(String said) throws StartException {
      AtExit.unlessEnding();
      published = true;
      progress.ends();
      out.publish(new Report(benchmark, line, surroundings, tables, said), began, to);
    }

    /// Minutes may have gone into the tables that stand when a later part fails.
    @Override
    public void close() throws StartException {
      try {
        if (!published && !tables.isEmpty()) {
          publish(INCOMPLETE + note);
        }
      } finally {
        progress.ends();
        ended.close();
      }
    }
  }

  BenchOptions options() {
    return new BenchOptions(command().commandLine());
  }

  /// @param line how to get the figures again
  /// @param note what the figures are of
  /// @throws StartException when its report could not be written
  Going begin(String benchmark, String line, String note) throws StartException {
    out.check();
    return new Going(command(), benchmark, line, note);
  }

  private CommandSpec command() {
    return Objects.requireNonNull(spec, "picocli injects it");
  }
}
