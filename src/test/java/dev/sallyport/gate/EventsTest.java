package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.client.EventReader;
import dev.sallyport.client.Followed;
import dev.sallyport.client.GateClient;
import dev.sallyport.client.ServerEvent;
import dev.sallyport.client.UnreachableException;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.OtherGate;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.store.Outputs.Channel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Following an execution while it runs, in this gate and in another.
@Tag("integration")
@Timeout(240)
class EventsTest {
  private static final int MOST_OF_ONE_KEY = 8;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  static String path(String execution) {
    return "/v1/executions/" + execution + "/events";
  }

  static EventReader follow(TestCaller caller, String execution, String last)
      throws UnreachableException {
    // The client stays open as long as its stream.
    GateClient client = new GateClient(URI.create(caller.url()), caller.key());
    return switch (client.follow(path(execution), last)) {
      case Followed.Open(EventReader events) -> events;
      case Followed.Refused(var reply) -> throw new AssertionError(reply.toString());
    };
  }

  private static List<String> rest(EventReader events) {
    List<String> all = new ArrayList<>();
    for (var next = events.next(); next.isPresent(); next = events.next()) {
      all.add(said(next.get()));
    }
    return all;
  }

  private static String said(ServerEvent event) {
    return switch (event.name()) {
      case "output" -> event.id() + " " + event.data().path("text").asString();
      case "progress" -> event.id() + " " + event.data().path("percent").asInt() + "%";
      default -> event.name() + " " + event.data().path("state").asString();
    };
  }

  @Test
  void aRunOfThisGateIsFollowedToItsEnd() throws Exception {
    Blocker blocker = new Blocker(Blocker.IN_TARGET);
    try (TestGate gate = blocker.start(folder)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      String token = agent.token("live-1", "index.html", "new\n");
      blocker.arm();
      CompletableFuture<Reply> applying =
          CompletableFuture.supplyAsync(
              () -> agent.confirm("apply", "live-1", token), Thread::startVirtualThread);
      blocker.awaitReached();
      String execution =
          agent.get("/v1/executions?state=running").json().at("/items/0/executionId").asString();

      try (EventReader events = follow(agent, execution, "")) {
        assertThat(said(events.next().orElseThrow())).isEqualTo("state running");
        blocker.release();
        assertThat(rest(events)).last().isEqualTo("end succeeded");
      }
      assertThat(applying.get(SOON.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(200);
    }
  }

  @Test
  void aRunOfAnotherGateIsReplayedAndThenFollowedAndGoneOnWithAfterABreak() throws Exception {
    try (TestGate gate = TestGate.start(folder, OtherGate.WITHOUT_BLOG, Ambient.system(), _ -> {});
        OtherGate other = new OtherGate(folder)) {
      TestCaller ada = gate.caller("ada", Role.REQUESTER);
      ExecutionId id = other.begin();
      other.say(id, "one", "two");
      other.say(id, Channel.PROGRESS, "50");

      try (EventReader events = follow(ada, id.value(), "")) {
        assertThat(said(events.next().orElseThrow())).isEqualTo("state running");
        assertThat(said(events.next().orElseThrow())).isEqualTo("1 one");
        assertThat(said(events.next().orElseThrow())).isEqualTo("2 two");
        assertThat(said(events.next().orElseThrow())).isEqualTo("3 50%");
        other.say(id, "four\nis no event: x");
        assertThat(said(events.next().orElseThrow())).startsWith("4 four");
      }
      try (EventReader events = follow(ada, id.value(), "2")) {
        other.say(id, "five");
        other.end(id, Outcome.SUCCEEDED);
        assertThat(rest(events))
            .containsExactly(
                "state running", "3 50%", "4 four\nis no event: x", "5 five", "end succeeded");
      }
      try (EventReader events = follow(ada, id.value(), "5")) {
        assertThat(rest(events)).containsExactly("end succeeded");
      }
    }
  }

  @Test
  void onlyWhoMaySeeTheExecutionFollowsItAndOnlySoManyAtOnce() throws Exception {
    try (TestGate gate = TestGate.start(folder, OtherGate.WITHOUT_BLOG, Ambient.system(), _ -> {});
        OtherGate other = new OtherGate(folder)) {
      TestCaller ada = gate.caller("ada", Role.REQUESTER);
      ExecutionId id = other.begin();
      List<EventReader> open = new ArrayList<>();

      assertThat(gate.caller("eve", Role.REQUESTER).get(path(id.value())).status()).isEqualTo(404);
      assertThat(new TestCaller(gate.url(), "").get(path(id.value())).status()).isEqualTo(401);
      Reply odd = ada.send(path(id.value()), r -> r.header("Last-Event-ID", "x1").GET());
      assertThat(odd.slug()).isEqualTo("invalid-request");
      for (int i = 0; i < MOST_OF_ONE_KEY; i++) {
        open.add(follow(ada, id.value(), ""));
      }
      Reply refused = ada.get(path(id.value()));
      assertThat(refused.status()).as(refused.text()).isEqualTo(429);
      assertThat(refused.json().path("detail").asString()).contains("streams.perPrincipal");
      assertThat(refused.header("Retry-After")).isNotEmpty();
      TestCaller auditor =
          gate.caller("audit", PrincipalKind.PERSON, Set.of(Role.AUDITOR), Set.of("*"));
      try (EventReader events = follow(auditor, id.value(), "")) {
        assertThat(said(events.next().orElseThrow())).isEqualTo("state running");
      }

      open.getFirst().close();
      await()
          .atMost(SOON)
          .until(
              () -> {
                other.say(id, "somebody has left");
                return freed(ada, id);
              });
      open.forEach(EventReader::close);
    }
  }

  /// A place that its reader has left is found free once what is said to it comes back as refused:
  /// with the first thing or the second.
  private static boolean freed(TestCaller ada, ExecutionId id) throws UnreachableException {
    try (GateClient client = new GateClient(URI.create(ada.url()), ada.key())) {
      return switch (client.follow(path(id.value()), "")) {
        case Followed.Open(EventReader events) -> {
          events.close();
          yield true;
        }
        case Followed.Refused refused -> false;
      };
    }
  }

  @Test
  void aStopOfTheGateEndsItsStreams() throws Exception {
    TestGate gate = TestGate.start(folder, OtherGate.WITHOUT_BLOG, Ambient.system(), _ -> {});
    try (OtherGate other = new OtherGate(folder)) {
      ExecutionId id = other.begin();
      TestCaller ada = gate.caller("ada", Role.REQUESTER);
      EventReader events = follow(ada, id.value(), "");
      assertThat(said(events.next().orElseThrow())).isEqualTo("state running");
      CompletableFuture<Void> stopping =
          CompletableFuture.runAsync(gate::close, Thread::startVirtualThread);

      assertThat(rest(events)).isEmpty();
      stopping.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
