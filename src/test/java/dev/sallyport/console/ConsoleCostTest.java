package dev.sallyport.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.fixture.Together;
import dev.sallyport.gate.Ambient;
import dev.sallyport.gate.WaitingChanges;
import dev.sallyport.store.Samples;
import dev.sallyport.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a page costs: statements of the store, bytes, and further requests of the browser. Figures
/// that do not depend on the machine.
@Tag("integration")
class ConsoleCostTest {
  private static final Pattern STATEMENTS =
      Pattern.compile("(?m)^sallyport_store_query_seconds_count\\{.*} (\\S+)$");
  private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/console/assets/[^\"]+)\"");
  private static final int TRIES = 3;

  /// What the gate may have asked its store for in the meantime, on a machine that is busy; far
  /// less than a statement for each change or each line.
  private static final int OF_THE_GATE_ITSELF = 100;

  /// The pages that read the records of the last day, and how many they read at once.
  private static final Set<String> OF_THE_DAY = Set.of("limits", "overview");

  private static final int RECORDS_AT_ONCE = 200;
  private static final int MOST_BYTES = 128 << 10;

  @TempDir private Path folder;
  private TestGate gate;
  private Store store;
  private FormBrowser browser;
  private TestCaller hal;

  @BeforeEach
  void start() {
    gate =
        TestGate.start(
            folder,
            TestGate.WIDE_LIMITS
                + "  storePatience: 10s\n"
                + TestGate.BLOG.replace("apply: confirm", "apply: { approve: 1 }"),
            Ambient.system(),
            Checkpoint.Listener.NONE);
    store = TestGate.openStore(folder, Ambient.system());
    hal =
        gate.caller(
            "hal",
            PrincipalKind.PERSON,
            Set.of(Role.APPROVER, Role.AUDITOR, Role.OPERATOR, Role.REQUESTER),
            Set.of("*"));
    browser = new FormBrowser(gate.url());
    browser.signIn(hal.key());
  }

  @AfterEach
  void stop() {
    store.close();
    gate.close();
  }

  private record Cost(long statements, int bytes) {}

  /// The least of a few, since the gate has work of its own in between.
  private Cost cost(String page) {
    long least = Long.MAX_VALUE;
    long none = Long.MAX_VALUE;
    int bytes = 0;
    for (int turn = 0; turn < TRIES; turn++) {
      long before = statements();
      Reply reply = browser.get("/console/" + page);
      long after = statements();
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      bytes = reply.text().getBytes(StandardCharsets.UTF_8).length;
      least = Math.min(least, after - before);
      none = Math.min(none, statements() - after);
    }
    return new Cost(least - none, bytes);
  }

  private long statements() {
    return STATEMENTS
        .matcher(hal.get("/metrics").text())
        .results()
        .mapToLong(found -> (long) Double.parseDouble(found.group(1)))
        .sum();
  }

  private Map<String, Cost> costs() {
    Map<String, Cost> costs = new TreeMap<>();
    for (String page :
        List.of("waiting", "changes", "executions", "targets", "limits", "audit", "overview")) {
      costs.put(page, cost(page));
    }
    return costs;
  }

  private void changes(int count) {
    Samples samples = new Samples(Ambient.system().clock());
    int callers = 10;
    Together.call(
        callers,
        caller -> {
          for (int i = 0; i < count / callers; i++) {
            samples.awaitingApproval(store);
          }
          return caller;
        });
  }

  @Test
  void aPageOfAThousandChangesCostsWhatOneOfTwoHundredCosts() {
    changes(200);
    Map<String, Cost> few = costs();
    changes(800);
    Map<String, Cost> many = costs();

    many.forEach(
        (page, cost) -> {
          long more = OF_THE_DAY.contains(page) ? 800 / RECORDS_AT_ONCE : 0;
          long most = few.get(page).statements() + more + OF_THE_GATE_ITSELF;
          assertThat(cost.statements()).as(page + ": " + few.get(page)).isLessThanOrEqualTo(most);
          assertThat(cost.bytes()).as(page).isLessThan(MOST_BYTES);
        });
    many.remove("waiting");
    assertThat(many.values()).allMatch(cost -> cost.statements() <= 30 + OF_THE_GATE_ITSELF);
  }

  /// Each change that waits asks for a few statements of its own, so only so many are shown.
  @Test
  void p10_whatWaitsForSomebodyIsBounded() {
    changes(150);
    Cost waiting = cost("waiting");

    assertThat(waiting.statements())
        .isLessThan(12L * WaitingChanges.MOST_ASKED + OF_THE_GATE_ITSELF)
        .isGreaterThan(WaitingChanges.MOST_ASKED);
    assertThat(browser.get("/console/waiting").text())
        .contains(WaitingChanges.MOST_ASKED + " waiting for you", "There may be more");
  }

  @Test
  void aDiffOfFiveThousandLinesIsReadInAsManyStatementsAsOneOfTen() {
    Cost small = cost("changes/" + proposed("small-1", 10));
    Cost large = cost("changes/" + proposed("large-1", 5_000));
    Cost split = cost("changes/" + proposed("large-1", 5_000) + "?view=side-by-side");

    for (Cost cost : List.of(large, split)) {
      assertThat(cost.statements()).isLessThanOrEqualTo(small.statements() + OF_THE_GATE_ITSELF);
      assertThat(cost.bytes()).isBetween(5_000 * 30, 5_000 * 256);
    }
  }

  private String proposed(String key, int lines) {
    String content =
        IntStream.range(0, lines)
            .mapToObj("<p>line %d of the page</p>\n"::formatted)
            .collect(Collectors.joining());
    return ConsoleGate.propose(hal, key, "Write much", content);
  }

  @Test
  void aBrowserLoadsFourSmallFilesOnceForAllPages() {
    Set<String> all = new TreeSet<>();
    for (String page : List.of("sign-in", "waiting", "changes", "audit", "overview")) {
      all.addAll(
          ASSET
              .matcher(browser.get("/console/" + page).text())
              .results()
              .map(MatchResult::group)
              .map(found -> found.replaceAll("^.*?\"|\"$", ""))
              .collect(Collectors.toSet()));
    }
    assertThat(all).hasSize(4);
    int bytes = 0;
    for (String asset : all) {
      Reply reply = browser.get(asset);
      assertThat(reply.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
      bytes += reply.text().getBytes(StandardCharsets.UTF_8).length;
    }
    assertThat(bytes).isLessThan(96 << 10);
  }
}
