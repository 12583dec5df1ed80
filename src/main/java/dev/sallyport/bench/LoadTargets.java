package dev.sallyport.bench;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.client.GateClient;
import dev.sallyport.config.Config;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.gate.Ambient;
import dev.sallyport.server.Opening;
import dev.sallyport.server.StartException;
import dev.sallyport.target.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the load is put on: a target for each caller, because a target runs one change at a time.
enum LoadTargets {
  /// Does nothing, so that the gate alone is measured.
  NO_OP("targets that do nothing") {
    @Override
    String target(String name) {
      return COMMAND.target(name);
    }

    @Override
    ObjectNode parameters(long number) {
      return COMMAND.parameters(number);
    }

    @Override
    List<Target> open(Config config, Ambient ambient, Checkpoint.Listener checkpoints) {
      return config.targets().keySet().stream().<Target>map(NoOpTarget::new).toList();
    }
  },

  /// Starts a program that does nothing, several times a change.
  COMMAND("command targets that start /bin/echo") {
    @Override
    String target(String name) {
      return """
        %s:
          kind: command
          fingerprint: [/bin/echo, same]
          plan: [/bin/echo, nothing to do]
          apply: [/bin/echo, applied]
          deploy: [/bin/echo, deployed]
      """
          .formatted(name);
    }

    @Override
    ObjectNode parameters(long number) {
      return JsonMapper.shared().createObjectNode();
    }
  },

  /// Writes one file of a site and publishes it.
  SITE("sites") {
    @Override
    String target(String name) {
      return """
        %1$s:
          kind: site
          repository: ./var/%1$s.git
          import: ./site
          publish: ./var/www/%1$s
      """
          .formatted(name);
    }

    @Override
    ObjectNode parameters(long number) {
      return edit("index.html", number);
    }
  };

  /// Far above what is reached, so that no limit is measured by mistake.
  static final String RAISED_LIMITS =
      """
      limits:
        default: { limit: 100000, window: 1s, block: 1s }
        token: { limit: 100000, window: 1s, block: 1s }
        heavy: { limit: 100000, window: 1s, block: 1s }
        unauthenticated: { limit: 100000, window: 1s }
      """;

  private final String title;

  LoadTargets(String title) {
    this.title = title;
  }

  abstract String target(String name);

  abstract ObjectNode parameters(long number);

  /// Opens the targets of the configuration.
  List<Target> open(Config config, Ambient ambient, Checkpoint.Listener checkpoints)
      throws StartException {
    return Opening.targets(config, ambient, checkpoints);
  }

  static Optional<LoadTargets> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  /// The name on the command line.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String title() {
    return title;
  }

  String configuration(BenchFolder folder, int callers) throws StartException {
    try {
      Path site = Files.createDirectories(folder.root().resolve("site"));
      Files.writeString(site.resolve("index.html"), "<h1>Measured</h1>\n");
    } catch (IOException e) {
      throw new StartException("No site can be made in " + folder.root(), e);
    }
    return RAISED_LIMITS + targets(callers);
  }

  /// The configuration's targets, one a caller.
  String targets(int callers) {
    StringBuilder text = new StringBuilder("targets:\n");
    for (int i = 0; i < callers; i++) {
      text.append(target(name(i)));
    }
    return text.toString();
  }

  Cycles cycles(BenchGate gate, int callers, Ambient ambient) throws StartException {
    List<GateClient> clients = new ArrayList<>();
    List<String> targets = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      targets.add(name(i));
      String key = gate.key("load-" + i, PrincipalKind.SERVICE, name(i));
      clients.add(i == 0 ? client(gate.url(), key) : clients.getFirst().with(key));
    }
    return new Cycles(clients, targets, "load", this::parameters, ambient.nanos());
  }

  /// Callers that share one key and one site of a gate that is not ours; each change has a file of
  /// its own.
  static Cycles remote(URI gate, String key, String target, int callers, Ambient ambient) {
    List<GateClient> clients = new ArrayList<>();
    GateClient client = client(gate, key);
    for (int i = 0; i < callers; i++) {
      clients.add(client);
    }
    String run = "bench-" + ambient.clock().millis();
    LongFunction<ObjectNode> parameters = n -> edit("sallyport-bench/" + n % callers + ".html", n);
    return new Cycles(
        clients, Collections.nCopies(callers, target), run, parameters, ambient.nanos());
  }

  /// It takes answers in where they arrive, since the load is to leave the machine to the gate:
  /// handing each to another thread is half of a change's switches between threads.
  private static GateClient client(URI gate, String key) {
    return new GateClient(gate, key, Runnable::run);
  }

  private static ObjectNode edit(String path, long number) {
    ObjectNode parameters = JsonMapper.shared().createObjectNode();
    parameters
        .putArray("edits")
        .addObject()
        .put("path", path)
        .put("content", "<h1>Change " + number + "</h1>\n");
    return parameters;
  }

  private static String name(int caller) {
    return "load-" + caller;
  }
}
