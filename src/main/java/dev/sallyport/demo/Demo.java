package dev.sallyport.demo;

import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.client.GateClient;
import dev.sallyport.client.Reply;
import dev.sallyport.client.UnreachableException;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.Logging;
import dev.sallyport.server.StartException;
import dev.sallyport.store.Store;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// One run of the demo: a gate of its own, the story played against it, and the record verified.
final class Demo implements AutoCloseable {
  private final DemoFolder folder;
  private final Screen screen;
  private final Ambient ambient;
  private final DemoGate gate;
  private final String agentKey;
  private final String personKey;

  private Demo(
      DemoFolder folder,
      Screen screen,
      Ambient ambient,
      DemoGate gate,
      String agentKey,
      String personKey) {
    this.folder = folder;
    this.screen = screen;
    this.ambient = ambient;
    this.gate = gate;
    this.agentKey = agentKey;
    this.personKey = personKey;
  }

  /// Starts the gate, which imports the site, and makes two keys.
  ///
  /// @param port 0 picks a free one
  static Demo start(DemoFolder folder, int port, Screen screen, Ambient ambient, Logging logging)
      throws StartException {
    screen.step("A gate starts, with a store and a copy of the site of its own");
    long start = ambient.nanos().getAsLong();
    DemoGate gate = DemoGate.start(folder, port, ambient, logging);
    try {
      screen.came(
          "listening on %s after %s"
              .formatted(
                  gate.url(),
                  Words.seconds(Duration.ofNanos(ambient.nanos().getAsLong() - start))));
      String agent = gate.key("docs-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER));
      String person = gate.key("you", PrincipalKind.PERSON, EnumSet.allOf(Role.class));
      screen.note("two API keys: docs-bot, an agent that may request changes, and you, a person");
      return new Demo(folder, screen, ambient, gate, agent, person);
    } catch (StartException | RuntimeException e) {
      gate.close();
      throw e;
    }
  }

  void play(Story.Onlooker onlooker)
      throws BrokenPromiseException, UnreachableException, StartException, IOException {
    long start = ambient.nanos().getAsLong();
    try (GateClient agent = new GateClient(gate.url(), agentKey);
        GateClient person = new GateClient(gate.url(), personKey);
        GateClient nobody = new GateClient(gate.url(), "spk_nobody_nothing")) {
      Reply ready = agent.get("/health/ready");
      screen.promise(ready.isOk(), "it is ready", ready.toString());
      Reply stranger = nobody.execute(Requests.of("list"));
      screen.promise(
          stranger.slug().equals("unauthenticated"),
          "it turns a caller without a good key away (401)",
          stranger.toString());
      new Story(screen, folder, agent, person, onlooker).play();
    }
    verify(onlooker);
    Duration took = Duration.ofNanos(ambient.nanos().getAsLong() - start);
    screen.line("");
    screen.title(
        "All %d promises kept, in %s.".formatted(screen.promisesKept(), Words.seconds(took)));
    screen.tell(
        JsonMapper.shared()
            .createObjectNode()
            .put("promisesKept", screen.promisesKept())
            .put("millis", took.toMillis()));
  }

  private void verify(Story.Onlooker onlooker)
      throws BrokenPromiseException, StartException, IOException {
    onlooker.before("verify");
    screen.step("The record is verified: sallyport audit verify");
    try (Store store = gate.openStore()) {
      Verification found = AuditVerifier.verify(store.audit(), gate.sealer());
      screen.came(Words.counted(found.records(), "record") + " read");
      screen.promise(
          found.isWhole() && found.records() > 0,
          "%s, each chained to the one before, none changed, missing or put in"
              .formatted(Words.counted(found.records(), "record")),
          found.toString());
    }
  }

  /// Says how to go on by hand.
  void invite(URI site) {
    NextSteps.of(gate.url(), site, folder, agentKey, personKey)
        .text()
        .lines()
        .forEach(screen::line);
    screen.tell(
        JsonMapper.shared()
            .createObjectNode()
            .put("url", gate.url().toString())
            .put("site", site.toString())
            .put("folder", folder.root().toString())
            .put("agentKey", agentKey)
            .put("personKey", personKey));
  }

  @Override
  public void close() {
    gate.close();
  }
}
