package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.contract.Contract;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.problem.ProblemType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every refusal there is, met by a caller over HTTP at a real gate. A problem that is added to the
/// contract, and a refusal that is added to the way of a request, is to be met here too.
@Tag("integration")
@Tag("validation")
@DisabledOnOs(OS.WINDOWS)
class EveryRefusalTest {
  /// Where the way of a request through a gate is refused.
  private static final String[] WAY = {
    "action", "authenticate", "authorize", "gate", "policy", "replay", "token"
  };

  /// Refusals that need a situation of their own: a part of their sentence, and the test that meets
  /// them over HTTP.
  private static final Map<String, Class<?>> ELSEWHERE =
      Map.of(
          "end another stream first", EventsTest.class,
          "What the key may do has changed", WaitingForATargetTest.class,
          "its ending could not be recorded", P3EndingIsRecordedLaterTest.class);

  @TempDir static Path folder;
  private static RefusalGates gates;

  @BeforeAll
  static void start() {
    gates = new RefusalGates(folder);
  }

  @AfterAll
  static void stop() {
    gates.close();
  }

  static List<Refusal> refusals() {
    return Stream.of(
            RefusalsAtTheDoor.all(),
            RefusalsOfPlansAndTokens.ofPlans(),
            // Before time passes: the files of a tool's plan have the machine's time.
            RefusalsOfRuns.ofRuns(),
            RefusalsBetween.all(),
            RefusalsOfPlansAndTokens.ofTokens(),
            RefusalsOfApprovals.ofDeciders(),
            RefusalsOfApprovals.ofRequesters(),
            RefusalsOfRuns.ofGatesThatCannot())
        .flatMap(Collection::stream)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void everyRefusalIsMetAsItIsDescribed(Refusal refusal) throws Exception {
    Reply reply = refusal.met().at(gates);

    assertThat(reply.slug()).as(reply.text()).isEqualTo(refusal.type().slug());
    assertThat(reply.status()).isEqualTo(refusal.type().status());
    assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    assertThat(reply.json().required("title").asString()).isEqualTo(refusal.type().title());
    assertThat(reply.json().required("detail").asString()).contains(refusal.says());
    assertThat(reply.json().required("traceId").asString()).matches("[0-9a-f]{32}");
  }

  @Test
  void everyProblemOfTheContractIsMet() {
    Set<String> inContract =
        sorted(
            Pattern.compile("\"/problems/([a-z-]+)\"")
                .matcher(Contract.load().asJson().at("/components").toString())
                .results()
                .map(found -> found.group(1)));
    Set<String> met = sorted(refusals().stream().map(refusal -> refusal.type().slug()));

    assertThat(met)
        .isEqualTo(inContract)
        .isEqualTo(sorted(Arrays.stream(ProblemType.values()).map(ProblemType::slug)));
  }

  private static Set<String> sorted(Stream<String> slugs) {
    return slugs.collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyRefusalOnTheWayOfARequestIsMet() throws Exception {
    List<RefusalSentences.Sentence> all = RefusalSentences.of(WAY);

    assertThat(all).hasSizeGreaterThan(40);
    assertThat(all.stream().filter(sentence -> !isMet(sentence)).toList()).isEmpty();
    assertThat(ELSEWHERE.keySet())
        .allMatch(part -> all.stream().anyMatch(sentence -> sentence.has(part)));
  }

  private static boolean isMet(RefusalSentences.Sentence sentence) {
    return refusals().stream()
            .filter(refusal -> refusal.type() == sentence.type())
            .anyMatch(refusal -> !refusal.says().isEmpty() && sentence.has(refusal.says()))
        || ELSEWHERE.keySet().stream().anyMatch(sentence::has);
  }
}
