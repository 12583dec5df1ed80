package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final Table TABLE =
      new Table(
          "Changes <per second>",
          List.of("changes/s", "p99 ms"),
          0,
          List.of(Table.Row.of("fast & \"loose\"", 200, 2.5), Table.Row.of("paced", 100, 1)));

  private static Report report() {
    return new Report(
        "load",
        "./sallyport bench load",
        Surroundings.at(Instant.EPOCH),
        List.of(TABLE),
        "A note.");
  }

  @Test
  void the_page_draws_its_charts_itself_and_asks_nobody() {
    String page = ReportPage.of(report());

    assertThat(page).contains("<svg", "width=\"100.0%\"", "width=\"50.0%\"", "default-src 'none'");
    assertThat(page).doesNotContain("http:", "https:", "<script", "src=");
  }

  @Test
  void names_are_text_in_the_page() {
    assertThat(ReportPage.of(report()))
        .contains("Changes &lt;per second&gt;", "fast &amp; &quot;loose&quot;")
        .doesNotContain("<per second>");
  }

  @Test
  void the_column_that_a_chart_shows_stands_over_it() {
    assertThat(ReportPage.of(report())).contains("<figcaption>changes/s</figcaption>");
  }

  @Test
  void a_ratio_to_nothing_is_no_figure() {
    Table table =
        new Table(
            "Ratios",
            List.of("times"),
            0,
            List.of(Table.Row.of("a", 0.0 / 0), Table.Row.of("b", 1 / 0.0), Table.Row.of("c", 3)));
    Report report =
        new Report("load", "", Surroundings.at(Instant.EPOCH), List.of(table), "A note.");

    assertThat(report.json().at("/tables/0/rows/0/times").isNull()).isTrue();
    assertThat(report.json().at("/tables/0/rows/1/times").isNull()).isTrue();
    assertThat(table.text()).doesNotContain("NaN", "Infinity");
    assertThat(ReportPage.of(report)).contains("a: -", "width=\"100.0%\"").doesNotContain("NaN");
  }

  @Test
  void a_name_does_not_steer_the_terminal() {
    Table table =
        new Table("Errors", List.of("count"), 0, List.of(Table.Row.of("bad\u001b[2J", 1)));

    assertThat(table.text()).doesNotContain("\u001b");
  }

  @Test
  void the_json_has_each_figure_under_its_column_and_how_to_get_it_again() {
    var json = report().json();

    assertThat(json.path("command").asString()).isEqualTo("./sallyport bench load");
    assertThat(json.at("/tables/0/rows/0/p99 ms").asDouble()).isEqualTo(2.5);
    assertThat(json.at("/surroundings/date").asString()).isEqualTo("1970-01-01T00:00:00Z");
  }
}
