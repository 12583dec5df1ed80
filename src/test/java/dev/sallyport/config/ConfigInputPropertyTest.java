package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

@Tag("validation")
class ConfigInputPropertyTest {
  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("sallyport-config");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }

  @Property(tries = 1000)
  void p11_any_bytes_give_a_config_or_mistakes(@ForAll @Size(max = 300) byte[] content) {
    assertAnswered(new ConfigFiles(folder).load(content));
  }

  @Property(tries = 1000)
  void p11_any_text_of_yaml_signs_gives_a_config_or_mistakes(@ForAll("yamlish") String text) {
    assertAnswered(new ConfigFiles(folder).load(text));
  }

  /// Fragments that mean something to YAML or to the configuration, in any order.
  @Provide
  Arbitrary<String> yamlish() {
    List<String> fragments =
        List.of(
            "server",
            "store",
            "limits",
            "targets",
            "blog",
            "policy",
            "heavy",
            "level",
            "port",
            "kind",
            "approve",
            "site",
            ":",
            ": ",
            "\n",
            "\n  ",
            "\n    ",
            "\n- ",
            "- ",
            "? ",
            "{",
            "}",
            "[",
            "]",
            ", ",
            "&a ",
            "*a",
            "!!str ",
            "!",
            "|",
            ">",
            "|2-\n",
            "'",
            "\"",
            "\\",
            "\\x",
            "%YAML 1.2\n",
            "---",
            "...",
            "#",
            " #",
            "~",
            "null",
            "<<",
            "@",
            "`",
            "\t",
            "\r",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\0",
            "\uD800",
            "0",
            "1e9",
            "300s",
            "1MiB",
            "=",
            "127.0.0.1");
    return Arbitraries.of(fragments).list().ofMaxSize(40).map(parts -> String.join("", parts));
  }

  @Property(tries = 1000)
  void p11_the_example_with_a_line_spoilt_gives_a_config_or_mistakes(
      @ForAll @IntRange(max = 80) int number, @ForAll("spoils") String spoil) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("examples/sallyport.yaml")));
    int at = number % lines.size();
    String line = lines.get(at);
    lines.set(at, line.substring(0, line.indexOf(':') + 1) + " " + spoil);

    assertAnswered(new ConfigFiles(folder).load(String.join("\n", lines)));
  }

  @Provide
  Arbitrary<String> spoils() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "",
            "~",
            "[]",
            "{}",
            "[[]]",
            "[~]",
            "{ a: b }",
            "{ '': 1 }",
            "0",
            "-1",
            "99999999999",
            "1e3",
            "0s",
            "1d",
            "99999999d",
            "1GiB",
            "true",
            "a b",
            "\"\\0\"",
            "/",
            ".",
            "..",
            "::",
            "sqlite:",
            "sqlite:/",
            "sqlite:\"",
            "postgresql://\u00e9",
            "*a",
            "&a",
            "!",
            "|",
            ">-"),
        Arbitraries.strings().ofMaxLength(20));
  }

  private static void assertAnswered(Loaded loaded) {
    switch (loaded) {
      case Loaded.Ready ready -> assertThat(ready.config().server()).isNotNull();
      case Loaded.Mistaken mistaken ->
          assertThat(mistaken.mistakes())
              .isNotEmpty()
              .allSatisfy(
                  mistake ->
                      assertThat(mistake.toString()).hasSizeLessThan(2000).doesNotContain("\n"));
    }
  }
}
