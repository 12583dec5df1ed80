package dev.sallyport.target.command;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts what an execution runs: in its turn, on record before it begins, never after a
/// definite word was spoken about the execution, and never beside what an earlier one left
/// running.
final class Beginning {
  private static final Logger LOG = LoggerFactory.getLogger(Beginning.class);

  private final Kept kept;
  private final Turn turn;
  private final Path last;

  Beginning(Kept kept, Turn turn, Path state) {
    this.kept = kept;
    this.turn = turn;
    this.last = state.resolve("last");
  }

  sealed interface Result {
    record Begun(Tool tool) implements Result {}

    /// Nothing was started.
    record Not(String detail) implements Result {}
  }

  interface Start {
    Tool start() throws IOException;
  }

  Result begin(Step step, ChangeId change, ExecutionId execution, Start start) {
    try {
      return turn.take(() -> inTurn(step, change, execution, start))
          .orElse(new Result.Not("Another process is at work on the target and does not end."));
    } catch (IOException e) {
      LOG.warn("a command cannot be started or its start not be recorded", e);
      return new Result.Not("The command cannot be started, or its start cannot be recorded.");
    }
  }

  private Result inTurn(Step step, ChangeId change, ExecutionId execution, Start start)
      throws IOException {
    KeptChange folder = kept.of(change);
    if (!folder.exists() || folder.isOver(execution)) {
      return new Result.Not("This execution was settled while its gate stood still.");
    }
    Optional<ExecutionId> before = last();
    if (before.isPresent() && lives(before.get(), lastChange())) {
      return new Result.Not(
          "Something that execution %s started still runs on the target.".formatted(before.get()));
    }
    Started started = folder.started(execution);
    started.start(step);
    Files.writeString(last, change + " " + execution, StandardCharsets.US_ASCII);
    Tool tool = start.start();
    started.process(step, tool.handle());
    return new Result.Begun(tool);
  }

  private Optional<ExecutionId> last() throws IOException {
    String[] names = lastNames();
    return names.length == 2 ? Optional.of(new ExecutionId(names[1])) : Optional.empty();
  }

  private KeptChange lastChange() throws IOException {
    return kept.of(new ChangeId(lastNames()[0]));
  }

  private String[] lastNames() throws IOException {
    try {
      return Files.readString(last, StandardCharsets.US_ASCII).split(" ", -1);
    } catch (NoSuchFileException never) {
      return new String[0];
    }
  }

  /// Whether anything that the execution started still runs.
  static boolean lives(ExecutionId execution, KeptChange folder) throws IOException {
    Started started = folder.started(execution);
    var processes = LinuxProcess.all();
    boolean recorded =
        started.processes().stream()
            .anyMatch(
                handle -> {
                  LinuxProcess known = processes.get(handle.pid());
                  return known == null || !known.isZombie();
                });
    String mark = Tool.MARK + "=" + execution;
    var sessions = started.numbers();
    return recorded
        || processes.values().stream()
            .filter(process -> !process.isZombie())
            .anyMatch(process -> sessions.contains(process.session()) || process.bears(mark));
  }
}
