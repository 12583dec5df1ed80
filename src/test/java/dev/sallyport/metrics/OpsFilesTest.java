package dev.sallyport.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What `ops/` asks Prometheus for is what a gate at work answers on `/metrics`.
@Tag("integration")
class OpsFilesTest {
  private static final Path DASHBOARD = Path.of("ops/grafana-dashboard.json");
  private static final Path RULE_TESTS = Path.of("ops/alerts.test.yaml");

  /// A metric of the gate or its process, and the matchers behind it.
  private static final Pattern SELECTOR =
      Pattern.compile("\\b((?:sallyport|jvm|process|system)_[a-z0-9_]+)(?:\\{([^}]*)})?");

  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("by \\(([a-z_, ]*)\\)");

  /// Labels that Prometheus puts on what it scrapes.
  private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

  @Test
  void every_metric_and_label_asked_for_exists(@TempDir Path folder) {
    Map<String, Set<String>> real = atWork(folder).labelsByName();

    for (String expression : expressions()) {
      Set<String> labels = new HashSet<>(OF_PROMETHEUS);
      for (Matcher asked = SELECTOR.matcher(expression); asked.find(); ) {
        assertThat(real).as(expression).containsKey(asked.group(1));
        Set<String> known = real.get(asked.group(1));
        labels.addAll(known);
        matchers(asked.group(2), known, expression);
      }
      for (Matcher grouping = GROUPING.matcher(expression); grouping.find(); ) {
        assertThat(labels).as(expression).contains(grouping.group(1).split(", ?"));
      }
    }
  }

  private static void matchers(String text, Set<String> known, String expression) {
    if (text == null) {
      return;
    }
    for (Matcher matcher = MATCHER.matcher(text); matcher.find(); ) {
      String label = matcher.group(1);
      if (!OF_PROMETHEUS.contains(label)) {
        assertThat(known).as(expression).contains(label);
        isAValue(label, matcher.group(3), expression);
      }
    }
  }

  /// Values are those that the gate may give the label.
  private static void isAValue(String label, String value, String expression) {
    switch (label) {
      case "outcome" ->
          assertThat(
                  value.matches("ok|succeeded|failed|unknown")
                      || Labels.outcome(value).equals(value))
              .as(expression)
              .isTrue();
      case "reason" -> assertThat(Labels.outcome(value)).as(expression).isEqualTo(value);
      case "decision" -> assertThat(value).isIn("admitted", "refused", "blocked");
      case "class" ->
          assertThat(value).isIn("unauthenticated", "default", "heavy", "token", "auto");
      case "status" -> assertThat(value).isEqualTo("5..");
      case "quantile" -> assertThat(value).isEqualTo("0.99");
      default -> throw new AssertionError("no rule for the label " + label);
    }
  }

  @Test
  void every_alert_has_a_silent_and_a_firing_case_for_promtool() {
    List<String> tested = new ArrayList<>();
    for (JsonNode test : YAMLMapper.builder().build().readTree(RULE_TESTS.toFile()).path("tests")) {
      JsonNode expected = test.required("alert_rule_test").get(0);
      tested.add(
          expected.required("alertname").asString() + expected.required("exp_alerts").size());
    }

    assertThat(tested)
        .containsExactlyInAnyOrderElementsOf(
            AlertRulesTest.rules().keySet().stream()
                .flatMap(name -> List.of(name + "0", name + "1").stream())
                .toList());
  }

  @Test
  void panels_have_ids_of_their_own_and_places_that_do_not_overlap() {
    Set<Integer> ids = new HashSet<>();
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : JsonMapper.shared().readTree(DASHBOARD.toFile()).path("panels")) {
      assertThat(ids.add(panel.required("id").asInt())).isTrue();
      JsonNode place = panel.required("gridPos");
      int right = place.path("x").asInt() + place.path("w").asInt();
      assertThat(right).isLessThanOrEqualTo(24);
      for (int x = place.path("x").asInt(); x < right; x++) {
        for (int y = 0; y < place.path("h").asInt(); y++) {
          assertThat(taken.add(x + "," + (place.path("y").asInt() + y))).isTrue();
        }
      }
    }
  }

  private static List<String> expressions() {
    List<String> expressions = new ArrayList<>(AlertRulesTest.rules().values());
    JsonMapper.shared().readTree(DASHBOARD.toFile()).findValues("expr").stream()
        .map(JsonNode::asString)
        .forEach(expressions::add);
    assertThat(expressions).hasSizeGreaterThan(40);
    return expressions;
  }

  /// The scrape of a gate after one change, its refusal the second time, and a list.
  private static Scrape atWork(Path folder) {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      String token = agent.token("headline-01", "index.html", "<h1>New</h1>\n");
      assertThat(agent.confirm("apply", "headline-01", token).status()).isEqualTo(200);
      assertThat(agent.confirm("deploy", "headline-01", token).status()).isEqualTo(200);
      assertThat(agent.confirm("apply", "another-01", token).status()).isEqualTo(403);
      assertThat(agent.get("/v1/changes").status()).isEqualTo(200);
      return Scrape.parse(agent.get("/metrics").text());
    }
  }
}
