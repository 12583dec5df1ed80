package dev.sallyport.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("schemas")
class ProblemPageTest {
  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void explains_every_problem_without_loading_or_running_anything(ProblemType type) {
    String page = ProblemPage.html(type);

    assertThat(page)
        .contains(type.slug(), Integer.toString(type.status()))
        .doesNotContain("<script", "http:", "https:", "style=", "src=", "href=", "url(")
        .doesNotContainPattern("&(?!amp;|lt;|gt;|quot;)");
    assertThat(ProblemPage.json(type).get("explanation").stringValue())
        .isEqualTo(type.explanation());
  }

  @Test
  void names_its_style_by_hash() {
    assertThat(ProblemPage.SECURITY_POLICY)
        .startsWith("default-src 'none'; style-src 'sha256-")
        .doesNotContain("unsafe");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-                                                   | false",
        "''                                                  | false",
        "*/*                                                 | false",
        "application/json                                    | false",
        "text/html                                           | true",
        "text/html,application/xhtml+xml,*/*;q=0.8           | true",
        "TEXT/HTML;Q=0.9                                     | true",
        "text/html;q=0                                       | false",
        "application/json,text/html;q=0.5                    | false",
        "application/json;q=0.5,text/html                    | true",
        "text/html;q=banana                                  | false",
        "text/*                                              | false",
      })
  void is_shown_to_those_who_ask_for_html(String accept, boolean html) {
    assertThat(ProblemPage.prefersHtml(accept)).isEqualTo(html);
  }
}
