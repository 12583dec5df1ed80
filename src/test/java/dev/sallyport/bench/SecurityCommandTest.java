package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("integration")
class SecurityCommandTest {
  @TempDir Path folder;

  private BenchLine bench;

  @BeforeEach
  void begin() {
    bench = new BenchLine(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokens", "validation", "rate-limit"})
  void every_attack_gets_its_refusal_and_good_requests_are_served(String focus) throws Exception {
    int status =
        bench.run("security", "--focus", focus, "--duration", "2s", "--concurrent", "4", "--json");

    assertThat(status).as("%s", bench).isZero();
    JsonNode report = bench.report();
    assertThat(JsonMapper.shared().readTree(bench.out.toString())).isEqualTo(report);
    assertThat(report.path("command").asString()).contains("bench security --focus " + focus);
    JsonNode attacks = report.at("/tables/0/rows");
    assertThat(attacks)
        .allSatisfy(
            attack -> {
              assertThat(attack.path("wrong").asInt()).as("%s", attack).isZero();
              assertThat(attack.path("passed").asInt()).isLessThanOrEqualTo(mayPass(attack));
            });
    assertThat(sum(attacks, "refused") + sum(attacks, "passed")).isPositive();
    JsonNode served = report.at("/tables/2/rows");
    assertThat(served)
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.path("count").asInt()).isPositive());
    assertThat(Files.readString(folder.resolve("report.html"))).contains("<svg", focus);
    assertThat(bench.err.toString()).contains("under attack, 1 of 2");
  }

  @Test
  void a_focus_that_is_none_is_named_with_those_that_are() {
    assertThat(bench.run("security", "--focus", "everything")).isEqualTo(2);
    assertThat(bench.err.toString())
        .startsWith("--focus must be tokens, validation or rate-limit.");
  }

  private static int mayPass(JsonNode attack) {
    return attack.path("may pass").asInt();
  }

  private static int sum(JsonNode rows, String column) {
    return StreamSupport.stream(rows.spliterator(), false)
        .mapToInt(row -> row.path(column).asInt())
        .sum();
  }
}
