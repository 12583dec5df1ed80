package dev.sallyport.bench;

import static dev.sallyport.bench.BenchLine.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.Postgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("integration")
class DbCommandTest {
  @TempDir Path folder;

  private BenchLine bench;

  @BeforeEach
  void begin() {
    bench = new BenchLine(folder);
  }

  private int run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("db", "--tokens", "100,500", "--duration", "500ms", "--concurrent", "8"));
    arguments.addAll(List.of(more));
    return bench.run(arguments.toArray(String[]::new));
  }

  @Test
  void every_token_is_consumed_once_and_the_store_stands_beside_its_driver() throws Exception {
    assertThat(run()).as("%s", bench).isZero();

    JsonNode tables = bench.report().path("tables");
    assertThat(names(tables.get(0)))
        .containsExactly(
            "driver, one a transaction",
            "driver, 50 a transaction",
            "driver, 50, prepared anew",
            "store, 8 callers",
            "store, prepared anew");
    assertThat(names(tables.get(2))).containsExactly("100 tokens", "500 tokens");
    assertThat(names(tables.get(3))).contains("claim", "consume and begin", "audit");
    assertThat(tables.get(3).path("rows"))
        .allSatisfy(row -> assertThat(row.path("count").asInt()).as("%s", row).isPositive());
    JsonNode statements = tables.get(4).path("rows");
    assertThat(statements.get(0).path("prepared %").asDouble())
        .as("with the cache")
        .isBetween(0.001, 50.0);
    assertThat(statements.get(1).path("prepared %").asDouble()).as("without").isEqualTo(100);
  }

  @Test
  void a_server_is_measured_in_an_empty_database_and_in_no_other() throws Exception {
    String url = Postgres.emptyDatabase();

    assertThat(run("--store", url)).as("%s", bench).isZero();
    assertThat(names(bench.report().at("/tables/0")))
        .contains(
            "driver, one a transaction",
            "driver, 10 connections, one each",
            "store, 8 callers",
            "store, prepared anew");
    assertThat(names(bench.report().at("/tables/0")).contains("pgbench, 10 clients, one each"))
        .as("where it is on the path")
        .isEqualTo(Pgbench.find(System.getenv("PATH")).isPresent());
    assertThat(names(bench.report().at("/tables/3"))).contains("consume and begin");

    assertThat(run("--store", url)).isEqualTo(1);
    assertThat(bench.err.toString()).contains("has tables already; name an empty one");
  }
}
