package dev.sallyport.gate;

import static dev.sallyport.gate.EventsTest.follow;
import static dev.sallyport.gate.EventsTest.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.client.EventReader;
import dev.sallyport.client.ServerEvent;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.GateProcess;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// A stream that is read in part at one gate and gone on with at another: every line once, whether
/// the first gate still runs the execution or was killed.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
@Timeout(240)
class EventsTakenOverTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TO_THE_END = "\n";
  private static final String SAID = "alpha\nbeta\n";

  @TempDir Path folder;
  private PlanTool tool;
  private TestGate second;
  private TestCaller there;

  @BeforeEach
  void start() {
    tool = PlanTool.in(folder, "infra");
    tool.tell("say", SAID);
    tool.tell("hold", "");
    second = gate();
    there = second.caller("ops", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("infra"));
  }

  @AfterEach
  void stop() {
    tool.untell("hold");
    second.close();
  }

  private TestGate gate() {
    return TestGate.start(
        folder,
        "server: { lease: 5s }\n"
            + TestGate.WIDE_LIMITS
            + "targets:\n"
            + tool.configuration("grace: 1s"),
        Ambient.system(),
        Checkpoint.Listener.NONE);
  }

  /// Has an execution begin at the first gate, and gives its id once its tool is held.
  private String begin(String first) {
    String token =
        there
            .execute(tool.proposal("preview", "followed-1", "blue"))
            .result()
            .required("confirmToken")
            .asString();
    ObjectNode apply = tool.confirmation("apply", "followed-1", token);
    Thread.ofVirtual().start(() -> send(new TestCaller(first, there.key()), apply));
    String[] id = new String[1];
    await()
        .atMost(SOON)
        .until(
            () -> {
              id[0] =
                  there
                      .get("/v1/executions?state=running")
                      .json()
                      .at("/items/0/executionId")
                      .asString("");
              return !id[0].isEmpty();
            });
    return id[0];
  }

  private static void send(TestCaller caller, ObjectNode request) {
    try {
      caller.execute(request);
    } catch (UncheckedIOException e) {
      // Its gate may be killed before it answers.
    }
  }

  /// What is numbered of the stream, up to and with a line of that text, or to its end.
  private static List<ServerEvent> read(EventReader events, String upTo) {
    List<ServerEvent> all = new ArrayList<>();
    Optional<ServerEvent> next = events.next();
    while (next.isPresent()) {
      ServerEvent event = next.get();
      if (!event.id().isEmpty()) {
        all.add(event);
      }
      next = event.data().path("text").asString("").equals(upTo) ? Optional.empty() : events.next();
    }
    return all;
  }

  private List<ServerEvent> whole(String execution) throws Exception {
    try (EventReader events = follow(there, execution, "")) {
      return read(events, TO_THE_END);
    }
  }

  /// What the tool was told to say, without how far it has got.
  private static List<String> texts(Stream<ServerEvent> events) {
    return events
        .map(event -> event.data().path("text").asString("%"))
        .filter(text -> !text.endsWith("%"))
        .toList();
  }

  private static void eachOnce(List<ServerEvent> before, List<ServerEvent> after) {
    List<Long> ids =
        Stream.concat(before.stream(), after.stream())
            .map(event -> Long.valueOf(event.id()))
            .toList();
    assertThat(ids).doesNotHaveDuplicates().isSorted();
    assertThat(ids).last().isEqualTo((long) ids.size());
  }

  @Test
  void whatTheFirstGateStillRunsIsFollowedToItsEndAtTheSecond() throws Exception {
    try (TestGate first = gate()) {
      String execution = begin(first.url());
      List<ServerEvent> before;
      try (EventReader events = follow(new TestCaller(first.url(), there.key()), execution, "")) {
        before = read(events, "beta");
      }

      List<ServerEvent> after;
      try (EventReader events = follow(there, execution, before.getLast().id())) {
        assertThat(events.next().orElseThrow().name()).isEqualTo("state");
        tool.untell("hold");
        after = read(events, TO_THE_END);
      }

      assertThat(texts(before.stream())).containsExactly("alpha", "beta");
      assertThat(texts(after.stream())).containsExactly("alpha", "beta");
      eachOnce(before, after);
      assertThat(whole(execution)).hasSize(before.size() + after.size());
    }
  }

  @Test
  void whatAKilledGateRanIsFollowedToItsSettledEndAtTheSecond() throws Exception {
    List<ServerEvent> before;
    List<ServerEvent> after;
    String execution;
    try (GateProcess first = GateProcess.gate(folder)) {
      execution = begin(first.url());
      try (EventReader events = follow(new TestCaller(first.url(), there.key()), execution, "")) {
        before = read(events, "alpha");
      }
      try (EventReader events = follow(there, execution, before.getLast().id())) {
        after = read(events, "beta");

        first.kill();

        assertThat(read(events, TO_THE_END)).as("nobody hears the tool any more").isEmpty();
      }
    }
    tool.untell("hold");
    await().atMost(SOON).until(() -> state(execution).equals("succeeded"));

    try (EventReader events = follow(there, execution, after.getLast().id())) {
      ServerEvent end = events.next().orElseThrow();
      assertThat(end.name()).isEqualTo("end");
      assertThat(end.data().path("state").asString()).isEqualTo("succeeded");
      assertThat(events.next()).isEmpty();
    }
    assertThat(texts(before.stream())).containsExactly("alpha");
    assertThat(texts(after.stream())).containsExactly("beta");
    eachOnce(before, after);
    assertThat(whole(execution)).hasSize(before.size() + after.size());
    assertThat(tool.value()).isEqualTo("blue");
    assertThat(tool.log()).filteredOn(line -> line.startsWith("begin apply")).hasSize(1);
  }

  private String state(String execution) {
    return there.get(path(execution).replace("/events", "")).json().path("state").asString("");
  }
}
