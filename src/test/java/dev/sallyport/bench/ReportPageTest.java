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

    assertThat(page).contains("<svg", "width=\"420.0\"", "width=\"210.0\"", "default-src 'none'");
    assertThat(page).doesNotContain("http:", "https:", "<script", "src=");
  }

  @Test
  void names_are_text_in_the_page() {
    assertThat(ReportPage.of(report()))
        .contains("Changes &lt;per second&gt;", "fast &amp; &quot;loose&quot;")
        .doesNotContain("<per second>");
  }

  @Test
  void the_json_has_each_figure_under_its_column_and_how_to_get_it_again() {
    var json = report().json();

    assertThat(json.path("command").asString()).isEqualTo("./sallyport bench load");
    assertThat(json.at("/tables/0/rows/0/p99 ms").asDouble()).isEqualTo(2.5);
    assertThat(json.at("/surroundings/date").asString()).isEqualTo("1970-01-01T00:00:00Z");
  }
}
