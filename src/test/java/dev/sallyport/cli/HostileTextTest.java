package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.cli.Program.Ran;
import dev.sallyport.cli.terminal.Harmless;
import dev.sallyport.cli.terminal.Styled;
import dev.sallyport.cli.terminal.Surroundings.Terminals;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// Texts that would take over the terminal of whoever reads them, wherever a caller can put them.
@Tag("integration")
@Tag("validation")
class HostileTextTest {
  @TempDir Path folder;

  static Stream<String> corpus() {
    return Stream.of(
        "\u001b[2J\u001b[H everything is fine",
        "\u001b]0;root@production\u0007",
        "\u001b]8;;https://evil.example/\u001b\\click\u001b]8;;\u001b\\",
        "\u001b]52;c;cm0gLXJmIC8=\u0007",
        "\u001bP$q\"p\u001b\\",
        "\u009b31mred by one byte\u009d0;title\u009c",
        "over\rwritten",
        "back\b\b\b\bspace",
        "two\nlines, the second forged: sallyport: approved",
        "vertical\u000b\u000cfeeds",
        "bell\u0007 shift\u000e out",
        "\u202egnp.exe\u202c",
        "\u2066isolated\u2069 \u200fmark",
        "zero\u200bwidth\ufeff\u00ad joiners\u200d",
        "tags \udb40\udc41\udb40\udc42",
        "half a pair \ud800 alone",
        "line\u2028separator\u2029paragraph",
        "private \ue000 use",
        "delete\u007f",
        "nul\u0000");
  }

  static void assertHarmless(String printed) {
    printed
        .replace("\n", "")
        .replace("\t", "")
        .codePoints()
        .forEach(
            point ->
                assertThat(Character.getType(point))
                    .as("U+%04X in %s", point, printed)
                    .isNotIn(
                        (int) Character.CONTROL,
                        (int) Character.FORMAT,
                        (int) Character.SURROGATE,
                        (int) Character.LINE_SEPARATOR,
                        (int) Character.PARAGRAPH_SEPARATOR,
                        (int) Character.PRIVATE_USE,
                        (int) Character.UNASSIGNED));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void no_line_and_no_json_carries_it(String hostile) {
    String line = Styled.plain(hostile).and(Styled.Style.RED, hostile).rendered(false);
    assertThat(line).doesNotContain("\n");
    assertHarmless(line);
    String coloured = Styled.of(Styled.Style.RED, hostile).rendered(true);
    assertThat(coloured).startsWith("\u001b[31m").endsWith("\u001b[0m");
    assertHarmless(coloured.substring(5, coloured.length() - 4));
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void json_means_the_same_when_it_is_harmless(String hostile) {
    JsonMapper json = JsonMapper.shared();
    String written = json.writeValueAsString(List.of(hostile, "Größe 数 🚢"));

    String harmless = Harmless.json(written);

    assertHarmless(harmless);
    assertThat(json.readTree(harmless)).isEqualTo(json.readTree(written));
    assertThat(harmless).contains("Größe 数 🚢");
  }

  @Test
  void nothing_that_a_caller_wrote_steers_the_terminal_of_a_reader() throws Exception {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller caller = gate.caller("docs-bot", Role.REQUESTER);
      Program person = new Program(Program.of(caller, folder).environment(), Terminals.NONE);
      int turn = 0;
      for (String hostile : corpus().filter(text -> text.indexOf('\u0000') < 0).toList()) {
        Path page = Files.writeString(folder.resolve("page"), hostile.replace("\ud800", "?"));
        String key = "turn-" + turn++;
        Ran preview =
            person.run(
                "preview",
                "blog",
                "--command",
                hostile.replace("\ud800", "?"),
                "--key",
                key,
                "--edit",
                "page.html=" + page);
        Ran asJson = person.run("changes", "list", "--limit", "1", "--json");
        String id = asJson.json().path("items").path(0).path("changeId").asString("");
        for (Ran ran :
            List.of(
                preview,
                asJson,
                person.run("changes", "list", "--limit", "1"),
                person.run("changes", "show", id),
                person.run("diff", id),
                person.run("diff", "blog", "--edit", hostile.replace('=', '-') + "=" + page),
                person.run("apply", hostile),
                person.run("auto", hostile, "--command", "x", "--edit", "a=" + page))) {
          assertHarmless(ran.out());
          assertHarmless(ran.err());
        }
      }
    }
  }
}
