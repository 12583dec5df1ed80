package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.config.ConfigLoader;
import dev.sallyport.config.Loaded;
import dev.sallyport.config.TargetConfig;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.gate.Ambient;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Planning;
import dev.sallyport.target.Proposal;
import dev.sallyport.target.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Command targets without a gate, configured as a gate would be.
final class Commands {
  private static final Ids IDS = new Ids(Ambient.system().clock(), Ambient.system().random());

  private Commands() {}

  /// Lays a script of the tests' resources into the folder, to be run.
  static Path script(Path folder, String name) {
    try (InputStream script = Commands.class.getResourceAsStream(name)) {
      Path file = folder.resolve(name);
      Files.write(file, script.readAllBytes());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A script with that body.
  static Path script(Path folder, String name, String body) {
    try {
      Path file = folder.resolve(name);
      Files.writeString(file, "#!/bin/sh\n" + body);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The settings of one target called `tool`.
  static CommandConfig config(Path folder, String settings) {
    try {
      Path file = folder.resolve("sallyport.yaml");
      Files.writeString(
          file, "targets:\n  tool:\n    kind: command\n" + settings.strip().indent(4));
      Loaded loaded = ConfigLoader.load(Optional.of(file), folder.resolve("var"));
      assertThat(loaded).isInstanceOf(Loaded.Ready.class);
      return ((TargetConfig.Command)
              ((Loaded.Ready) loaded).config().targets().values().iterator().next())
          .command();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CommandTarget open(Path folder, String settings) {
    return CommandTarget.open(
        config(folder, settings), Ambient.system().clock(), Checkpoint.Listener.NONE);
  }

  static ObjectNode parameters(String json) {
    return (ObjectNode) JsonMapper.shared().readTree(json);
  }

  static Proposal proposal(Operation operation, String parameters) {
    return new Proposal(
        operation,
        "Try it",
        parameters(parameters),
        IDS.changeId(),
        IDS.executionId(),
        new PrincipalId("ops"),
        true);
  }

  /// Plans, and gives the plan with a run that would apply it.
  static Ready ready(CommandTarget target, String parameters) {
    Proposal proposal = proposal(Operation.CHANGE, parameters);
    Planning planning = target.plan(proposal);
    assertThat(planning).isInstanceOf(Planning.Planned.class);
    return new Ready(
        ((Planning.Planned) planning).plan(), new Heard(proposal.change(), proposal.execution()));
  }

  record Ready(PlanMaterial plan, Heard run) {}

  /// A run that remembers what it is told.
  static final class Heard implements Run {
    private final ChangeId change;
    private final ExecutionId execution;
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<Integer> progress = new CopyOnWriteArrayList<>();
    final CompletableFuture<Stop> stop = new CompletableFuture<>();

    Heard(ChangeId change, ExecutionId execution) {
      this.change = change;
      this.execution = execution;
    }

    @Override
    public ExecutionId execution() {
      return execution;
    }

    @Override
    public ChangeId change() {
      return change;
    }

    @Override
    public long fence() {
      return 7;
    }

    @Override
    public String traceparent() {
      return "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    }

    @Override
    public void report(Channel channel, String line) {
      lines.add(line);
    }

    @Override
    public void progress(int percent) {
      progress.add(percent);
    }

    @Override
    public CompletionStage<Stop> stop() {
      return stop.minimalCompletionStage();
    }
  }
}
