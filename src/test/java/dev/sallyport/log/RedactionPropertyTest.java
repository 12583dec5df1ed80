package dev.sallyport.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// P7 for logs: a secret planted anywhere in what is logged is in no line, in either format, and
/// what stands around it stays.
@Tag("tokens")
class RedactionPropertyTest {
  /// Where in a log call the secret goes.
  enum Place {
    MESSAGE,
    ARGUMENT,
    FIELD,
    NESTED,
    FIELD_NAME,
    TREE,
    EXCEPTION,
    CAUSE,
    SUPPRESSED,
    MDC
  }

  /// @param text what is logged
  /// @param core the part of it that must not be seen
  record Planted(String text, String core) {}

  @Property(tries = 600)
  void p7_what_looks_like_a_secret_is_in_no_line(
      @ForAll("secrets") Planted secret,
      @ForAll("surroundings") String around,
      @ForAll Place place) {
    String text = around.replace("@", secret.text());
    for (String line : logged(place, "note", text)) {
      assertThat(line).doesNotContain(secret.core());
    }
  }

  @Property(tries = 600)
  void p7_what_stands_under_a_secret_name_is_in_no_line(
      @ForAll("names") String name,
      @ForAll("values") String value,
      @ForAll("forms") String form,
      @ForAll Place place) {
    String text = form.replace("$", name).replace("@", value);
    for (String line : logged(place, "note", "so " + text)) {
      assertThat(line).as(text).doesNotContain(value);
    }
  }

  @Property(tries = 250)
  void p7_a_secret_field_is_masked_whatever_it_holds(
      @ForAll("names") String name, @ForAll("anything") String value) {
    for (Place place : List.of(Place.FIELD, Place.NESTED, Place.TREE, Place.MDC)) {
      for (String line : logged(place, name, "q7" + value + "7q")) {
        assertThat(line).doesNotContain("q7").doesNotContain("7q");
      }
    }
  }

  @Property(tries = 250)
  void what_is_no_secret_stays(
      @ForAll("words") String words, @ForAll("ordinaryNames") String name) {
    for (Place place :
        List.of(Place.MESSAGE, Place.ARGUMENT, Place.FIELD, Place.NESTED, Place.TREE)) {
      for (String line : logged(place, name, words)) {
        assertThat(line).contains(words);
      }
    }
  }

  /// The lines, in both formats, of a call that has the text in that place, under that field name.
  private static List<String> logged(Place place, String name, String text) {
    var lines = new ArrayList<String>();
    for (boolean json : new boolean[] {true, false}) {
      try (var log = json ? CapturedLog.json() : CapturedLog.text()) {
        call(log, place, name, text);
        String all = log.all();
        assertThat(all).isNotEmpty().doesNotContain("could not be made");
        lines.add(all);
        if (json) {
          // As a reader sees it, without JSON's escapes.
          lines.add(JsonMapper.shared().readTree(all).toString());
        }
      }
    }
    return lines;
  }

  private static void call(CapturedLog log, Place place, String name, String text) {
    var logger = log.logger();
    switch (place) {
      case MESSAGE -> logger.warn(text);
      case ARGUMENT -> logger.warn("said {} and {}", text, List.of(text));
      case FIELD -> logger.atWarn().addKeyValue(name, text).log("field");
      case NESTED ->
          logger.atWarn().addKeyValue("data", nested(name, text)).log("n {}", nested(name, text));
      case FIELD_NAME -> logger.atWarn().addKeyValue("data", Map.of(text, 1)).log("name");
      case TREE -> {
        JsonNode tree = JsonMapper.shared().valueToTree(nested(name, text));
        logger.atWarn().addKeyValue("data", tree).log("tree");
      }
      case EXCEPTION -> logger.warn("thrown", new IllegalStateException(text));
      case CAUSE ->
          logger.warn("thrown", new IllegalStateException("x", new IllegalArgumentException(text)));
      case SUPPRESSED -> {
        var thrown = new IllegalStateException("x");
        thrown.addSuppressed(new IllegalArgumentException(text));
        logger.warn("thrown", thrown);
      }
      case MDC -> {
        log.context.getMDCAdapter().put(name, text);
        logger.warn("mdc");
        log.context.getMDCAdapter().clear();
      }
    }
  }

  private static Map<String, Object> nested(String name, String text) {
    var inner = new LinkedHashMap<String, Object>();
    inner.put("before", 1);
    inner.put(name, text);
    return Map.of("a", List.of("plain", Map.of("b", inner)));
  }

  @Provide
  Arbitrary<Planted> secrets() {
    return Arbitraries.oneOf(
        shape("spt_%s", body(20, 60)),
        shape("spk_k1_%s", body(20, 43)),
        shape("Bearer %s", body(24, 60)),
        shape("bearer  %s", body(24, 60)),
        shape("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.%s", body(20, 60)),
        shape("AKIA%s", upper()),
        shape("ghp_%s", alphanumeric(36)),
        shape("xoxb-1-%s", alphanumeric(24)),
        shape("sk_live_%s", alphanumeric(24)),
        shape("https://user:%s@host.example/x?y=1", body(8, 30)),
        shape("https://host.example/x?access_token=%s&y=1", body(8, 30)),
        shape("-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----", body(20, 60)),
        body(12, 40)
            .map(
                body -> {
                  String basic =
                      Base64.getEncoder()
                          .encodeToString(("u:" + body).getBytes(StandardCharsets.UTF_8));
                  return new Planted("Basic " + basic, basic);
                }));
  }

  private static Arbitrary<Planted> shape(String form, Arbitrary<String> body) {
    return body.map(text -> new Planted(form.formatted(text), text));
  }

  private static Arbitrary<String> body(int min, int max) {
    // The digit keeps it apart from a word that a person could have written.
    return Arbitraries.strings()
        .withChars("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789_-")
        .ofMinLength(min)
        .ofMaxLength(max)
        .map(text -> "Zq9" + text + "7Qz");
  }

  private static Arbitrary<String> alphanumeric(int length) {
    return Arbitraries.strings().alpha().numeric().ofLength(length);
  }

  private static Arbitrary<String> upper() {
    return Arbitraries.strings().withCharRange('A', 'Z').withCharRange('2', '7').ofLength(16);
  }

  @Provide
  Arbitrary<String> surroundings() {
    Arbitrary<String> before =
        Arbitraries.of(
            "",
            "x ",
            "the word is ",
            "(",
            "\"",
            "a=",
            "url: ",
            "é世界 ",
            "\n",
            "{\"a\":\"",
            "path/to/ ",
            "50%25 ",
            "\\u0041 ",
            "password=***, ",
            "… ");
    Arbitrary<String> after =
        Arbitraries.of(
            "", " y", ")", "\"", "\"}", "\n", ", next", "; q=1", " é", "\u2028", " end.");
    return Combinators.combine(before, after).as((b, a) -> b + "@" + a);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(
        "password",
        "DB_PASSWORD",
        "userPassword",
        "secret",
        "client_secret",
        "confirmToken",
        "refresh_token",
        "key",
        "apiKey",
        "x-api-key",
        "private_key",
        "signingKey",
        "Authorization",
        "cookie",
        "Set-Cookie",
        "session_id",
        "credential",
        "creditCard",
        "cvv",
        "ssn",
        "pin",
        "passphrase",
        "jwt");
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings()
        .withChars("abcdefghijkmnpqrstuvwxyz23456789!#*+/._-")
        .ofMinLength(1)
        .ofMaxLength(30)
        .map(text -> "zq9" + text + "7qz");
  }

  @Provide
  Arbitrary<String> forms() {
    return Arbitraries.of(
        "$=@",
        "$: @",
        "$ = @ and more",
        "\"$\":\"@\"",
        "{\"a\":1,\"$\": \"@\", \"b\":2}",
        "'$': '@'",
        "$=\"two @ words\"",
        "{$=@, b=2}",
        "a=1&$=@&b=2",
        "a=1;$=@;b=2",
        "<$>@</$>",
        "--$ @ --x",
        "--$=@",
        "[$: @]",
        "{\\\"$\\\":\\\"@\\\"}",
        "$=>@",
        "$: Bearer @",
        "%22$%22%3A%22@%22");
  }

  @Provide
  Arbitrary<String> anything() {
    return Arbitraries.strings().ofMaxLength(40);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.of(
            "the",
            "plan",
            "is",
            "stale",
            "preview",
            "again",
            "token",
            "secret",
            "Basic",
            "password",
            "bearer",
            "of",
            "key",
            "12",
            "index.html",
            "a/b/c.txt",
            "v1.2.3",
            "sha256")
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(list -> String.join(" ", list));
  }

  @Provide
  Arbitrary<String> ordinaryNames() {
    return Arbitraries.of(
        "idempotencyKey",
        "planHash",
        "tokenCount",
        "primaryKey",
        "target",
        "summary",
        "changeId",
        "reason");
  }
}
