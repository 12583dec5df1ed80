package dev.sallyport.console;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// A gate on which something of everything has happened in the last day, so that its pages have
/// something to show.
///
/// @param change one that waits for approval
/// @param applied one that an operator let through, and that ran
/// @param execution the newest that succeeded, with a log
record BusyDay(TestGate gate, String change, String applied, String execution)
    implements AutoCloseable {
  private static final int HOURS = 18;
  private static final String LIMITS =
      """
      limits:
        default: { limit: 2000, window: 1s, block: 1s }
        token: { limit: 40, window: 60s, block: 3m }
        heavy: { limit: 10, window: 300s, block: 15m }
        auto: { limit: 3, window: 300s, block: 10m }
        storePatience: 10s
      """;
  private static final String BLOG =
      """
      targets:
        blog:
          kind: site
          repository: ./var/blog.git
          import: ./site
          publish: ./var/www/blog
          protect: ["admin/**"]
          policy: { apply: { approve: 2 }, deploy: confirm, rollback: confirm, breakGlass: operator }
      """;

  static BusyDay in(Path folder) {
    SettableClock clock =
        new SettableClock(Ambient.system().clock().instant().minus(Duration.ofHours(HOURS)));
    PlanTool tool = PlanTool.in(folder, "lamp");
    TestGate gate =
        TestGate.start(
            folder,
            LIMITS + BLOG + tool.configuration(),
            new Ambient(clock, System::nanoTime, Ambient.system().random()),
            Checkpoint.Listener.NONE);
    try {
      return new Story(gate, clock, tool).told();
    } catch (IOException | RuntimeException e) {
      gate.close();
      throw new IllegalStateException(e);
    }
  }

  TestCaller person(String name, Role... roles) {
    return gate.caller(name, PrincipalKind.PERSON, Set.of(roles), Set.of("*"));
  }

  @Override
  public void close() {
    gate.close();
  }

  /// What happens, hour by hour.
  private record Story(TestGate gate, SettableClock clock, PlanTool tool) {
    BusyDay told() throws IOException {
      TestCaller bot =
          gate.caller("lamp-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("lamp"));
      TestCaller eager =
          gate.caller("eager-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("lamp"));
      String execution = "";
      for (int hour = 0; hour < HOURS; hour += 2) {
        execution = paint(bot, hour).orElse(execution);
        if (hour % 8 == 4) {
          for (int more = 0; more < 4; more++) {
            eager.execute(tool.proposal("auto", "eager-" + hour + "-" + more, "red " + more));
          }
        }
        clock.advance(Duration.ofHours(2));
      }
      TestCaller docs =
          gate.caller("docs-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("blog"));
      docs.confirm("apply", "hours-1", "spt_" + "a".repeat(20) + ".b.c");
      String applied = broken(docs);
      String waiting = waiting(docs);
      return new BusyDay(gate, waiting, applied, execution);
    }

    private Optional<String> paint(TestCaller bot, int hour) throws IOException {
      Optional<String> newest = Optional.empty();
      tool.tell("say", "mixing the paint\ncoat 1 of 2 is dry\n");
      boolean fails = hour == 10;
      if (fails) {
        tool.tell("fail", "");
      }
      for (int more = 0; more < 1 + hour % 3 % 2; more++) {
        String key = "paint-" + hour + "-" + more;
        Reply reply =
            bot.execute(
                tool.proposal("auto", key, "blue " + hour + more)
                    .put("command", "Paint the lamp blue, coat " + (more + 1)));
        if (reply.status() == 200) {
          newest = Optional.of(reply.result().required("executionId").asString());
        }
      }
      if (fails) {
        Files.delete(tool.state().resolve("fail"));
      }
      return newest;
    }

    /// A change that an operator lets through.
    private String broken(TestCaller docs) {
      TestCaller olga =
          gate.caller("olga", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*"));
      String id =
          ConsoleGate.propose(
              docs, "prices-1", "Take the wrong prices down", "<h1>Prices follow</h1>\n");
      olga.post(
          "/v1/changes/" + id + "/break-glass",
          JsonMapper.shared()
              .createObjectNode()
              .put("planHash", ConsoleGate.planHash(docs, id))
              .put("reason", "The shop sells below cost")
              .toString());
      String token =
          docs.post("/v1/changes/" + id + "/token", "{}")
              .json()
              .required("confirmToken")
              .asString();
      docs.confirm("apply", "prices-1", token);
      docs.confirm("deploy", "prices-1", token);
      return id;
    }

    private String waiting(TestCaller docs) {
      String id =
          ConsoleGate.propose(
              docs,
              "hours-1",
              "Tell visitors when the bakery is open",
              "<h1>Fresh bread from seven</h1>\n<p>Open daily, 7 to 18 h</p>\n"
                  + "<p>p\u0430yments by c\u0430rd\u200b</p>\n");
      gate.caller("olga", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*"))
          .post("/v1/freeze", "{\"target\":\"lamp\",\"reason\":\"The painters are on holiday\"}");
      return id;
    }
  }
}
