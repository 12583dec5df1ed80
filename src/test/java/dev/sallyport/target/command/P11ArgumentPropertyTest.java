package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Whatever a caller sends as a value: a program that prints its arguments prints exactly the
/// configured ones, each value whole and in its place, or it is not started at all.
@Tag("validation")
class P11ArgumentPropertyTest {
  private static final Values VALUES =
      new Values(JsonMapper.shared().createObjectNode(), Values.ofThisMachine());
  private static Path folder;
  private static Path printer;

  @BeforeContainer
  static void layScript() throws IOException {
    folder = Files.createTempDirectory("sallyport-argv");
    printer = Commands.script(folder, "argv.sh");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    Folders.delete(folder);
  }

  @Property(tries = 300)
  void what_arrives_is_the_configured_list_with_each_value_in_its_place(
      @ForAll("lists") List<String> texts, @ForAll("texts") String a, @ForAll("texts") String b)
      throws IOException {
    ObjectNode parameters = JsonMapper.shared().createObjectNode().put("a", a).put("b", b);
    List<String> expected =
        texts.stream()
            .map(text -> text.replace("{a}", "\0").replace("{b}", b).replace("\0", a))
            .toList();
    List<Argument> arguments = new ArrayList<>(List.of(Argument.parse("argv")));
    texts.forEach(text -> arguments.add(Argument.parse(text)));

    switch (VALUES.render(new ArgumentList(arguments), Map.of(), parameters)) {
      case Values.Rendered.Refused refused -> assertThat(hasReason(texts, expected, a, b)).isTrue();
      case Values.Rendered.Arguments(var list) -> {
        assertThat(hasReason(texts, expected, a, b)).isFalse();
        assertThat(arrived(list)).isEqualTo(expected);
      }
    }
  }

  /// A value that no argument can hold, or that would begin one as an option.
  private static boolean hasReason(List<String> texts, List<String> expected, String a, String b) {
    boolean unfit =
        texts.stream().anyMatch(text -> text.contains("{a}") && isUnfit(a))
            || texts.stream().anyMatch(text -> text.contains("{b}") && isUnfit(b));
    int end = texts.indexOf("--");
    boolean option = false;
    for (int at = 0; at < (end < 0 ? texts.size() : end); at++) {
      option |= texts.get(at).startsWith("{") && expected.get(at).startsWith("-");
    }
    return unfit || option;
  }

  private static boolean isUnfit(String value) {
    return value.chars().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(value)
        || !Values.ofThisMachine().newEncoder().canEncode(value);
  }

  private static List<String> arrived(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(arguments);
    command.set(0, printer.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Tool tool =
        Tool.start(
            new Tool.Call(
                command, Map.of(), "test", folder, Duration.ofSeconds(60), Duration.ofSeconds(1)),
            (bytes, count) -> out.write(bytes, 0, count),
            Sink.NOTHING);
    assertThat(tool.await(new CompletableFuture<>())).isEqualTo(new Tool.End.Exited(0));
    List<String> arrived =
        new ArrayList<>(List.of(out.toString(StandardCharsets.UTF_8).split("\0", -1)));
    assertThat(arrived.removeLast()).isEmpty();
    return arrived;
  }

  /// Fixed arguments, values alone, and values inside of others.
  @Provide
  Arbitrary<List<String>> lists() {
    return Arbitraries.of("plan", "--", "-m", "{a}", "{b}", "--name={a}", "{a}{b}", "x={b},y={a}")
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  /// What somebody would try on a shell or an option parser, and any other text.
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> tricks =
        Arbitraries.of(
            "-rf",
            "--",
            "--force",
            "-",
            "; rm -rf /",
            "$(id)",
            "`id`",
            "a b",
            "a\tb",
            "a\nb",
            "'",
            "\"",
            "\\",
            "*",
            "~",
            "$HOME",
            "&&",
            "|",
            ">",
            "{a}",
            "{planFile}",
            "{{",
            "%s",
            "@file",
            "",
            " ",
            " -x",
            "\u0000",
            "a\u0000-x",
            "\u2013x",
            "\uff0dx",
            "ümläut",
            "日本",
            "\ud800",
            "😀",
            "\u202e",
            "\u2028");
    return Arbitraries.oneOf(
        tricks,
        Arbitraries.strings().ofMaxLength(30),
        Arbitraries.strings().ascii().ofMaxLength(9));
  }
}
