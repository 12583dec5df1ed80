package dev.sallyport.log;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds secrets by how they look, whatever they are called. Every repetition is bounded and
/// possessive, so a search costs a fixed number of steps for each character.
final class ValueRules {
  /// The characters of one token's part; longer parts do not occur, and the rest would be found as
  /// a token cut short.
  private static final String PART = "[A-Za-z0-9_-]{%s,8192}+";

  /// A secret's shape: a literal without which it cannot be there, and the pattern whose group 1 is
  /// secret (all of it where there is no group).
  private record Shape(String literal, Pattern pattern) {
    Shape(String literal, String pattern) {
      this(literal, Pattern.compile(pattern));
    }

    void find(String text, Spans spans) {
      if (!text.contains(literal)) {
        return;
      }
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        int group = matcher.groupCount();
        spans.add(matcher.start(group), matcher.end(group));
      }
    }
  }

  /// The gate's own secrets, JWS and JWE, and the shapes that well-known services give their keys.
  /// What is kept in front of a mask says which kind of secret stood there.
  private static final List<Shape> SHAPES =
      List.of(
          new Shape("spt_", "spt_(" + tail(2) + ")"),
          new Shape("spk_", "spk_(" + tail(2) + ")"),
          new Shape("eyJ", "eyJ" + part(6) + "\\.([A-Za-z0-9_-]{2}" + tail(0) + ")"),
          new Shape("gh", "gh[pousr]_(" + tail(16) + ")"),
          new Shape("github_pat_", "github_pat_(" + tail(16) + ")"),
          new Shape("glpat-", "glpat-(" + tail(16) + ")"),
          new Shape("xox", "xox[a-z]-(" + tail(8) + ")"),
          new Shape("xapp-", "xapp-(" + tail(8) + ")"),
          new Shape("hooks.slack.com/", "hooks\\.slack\\.com/[a-z]{1,20}+/(" + tail(8) + ")"),
          new Shape("_live_", "[a-z]{2}_live_(" + tail(10) + ")"),
          new Shape("k_test_", "[spr]k_test_(" + tail(10) + ")"),
          new Shape("whsec_", "whsec_(" + tail(10) + ")"),
          new Shape("sk-", "(?<![A-Za-z0-9])sk-(" + tail(20) + ")"),
          new Shape("npm_", "npm_([A-Za-z0-9]{30}" + tail(0) + ")"),
          new Shape("pypi-", "(?<![A-Za-z0-9])pypi-(" + tail(16) + ")"),
          new Shape("hv", "hv[sbr]\\.(" + tail(20) + ")"),
          new Shape("_v1_", "do[opr]_v1_([a-f0-9]{32}" + tail(0) + ")"),
          new Shape("SG.", "SG\\.(" + part(16) + "\\." + tail(16) + ")"),
          new Shape("Q~", "[A-Za-z0-9_~.]{3}[0-9]Q~([A-Za-z0-9_~.-]{31}" + tail(0) + ")"),
          new Shape("ya29.", "ya29\\.(" + tail(10) + ")"),
          new Shape("GOCSPX-", "GOCSPX-(" + tail(20) + ")"),
          new Shape("AIza", "AIza([A-Za-z0-9_-]{35}" + tail(0) + ")"),
          new Shape("A", "A(?:KIA|SIA|GPA|IDA|ROA|NPA|NVA|BIA|CCA)([A-Z0-9]{16}" + tail(0) + ")"));

  /// `user:password@` in a URL, its slashes perhaps escaped. A port is not a password.
  private static final Shape URL =
      new Shape("@", ":(?:\\\\?/){2}[^\\s/?#:@\"'<>]{0,256}+:(?!\\d{1,5}+/)([^\\s\"'<>]{1,512})@");

  /// `Bearer …` and its like. What follows must look made rather than written, so that `Basic
  /// authentication` stays: a digit, a capital inside, padding, or more length than a word has.
  private static final Pattern SCHEME =
      Pattern.compile(
          "(?i:\\b(?:bearer|basic|digest|negotiate))(?:[ \\t+]|%20){1,8}+"
              + "(?=[^\\s]{0,64}[0-9=+/_]|[A-Za-z][a-z]{0,64}[A-Z]|[^\\s]{24})"
              + "([A-Za-z0-9._~+/=-]{10,16384}+)");

  private static final Pattern PEM = Pattern.compile("-{4,5} ?BEGIN [A-Z0-9 ]{1,40}-{4,5}");
  private static final Pattern PEM_END = Pattern.compile("-{4,5} ?END [A-Z0-9 ]{1,40}-{4,5}");

  private ValueRules() {}

  static void find(String text, Spans spans) {
    for (Shape shape : SHAPES) {
      shape.find(text, spans);
    }
    URL.find(text, spans);
    findSchemes(text, spans);
    findPem(text, spans);
  }

  /// Whether a PEM block's first line is in it.
  static boolean beginsBlock(String line) {
    return line.contains("BEGIN ") && PEM.matcher(line).find();
  }

  /// Whether a PEM block's last line is in it.
  static boolean endsBlock(String line) {
    return line.contains("END ") && PEM_END.matcher(line).find();
  }

  private static void findSchemes(String text, Spans spans) {
    if (!Traits.namesScheme(text)) {
      return;
    }
    Matcher matcher = SCHEME.matcher(text);
    while (matcher.find()) {
      spans.add(matcher.start(1), matcher.end(1));
    }
  }

  /// A PEM block is secret from its first line to its last, or to the end where the last is
  /// missing.
  private static void findPem(String text, Spans spans) {
    if (!text.contains("BEGIN ")) {
      return;
    }
    Matcher begin = PEM.matcher(text);
    Matcher end = PEM_END.matcher(text);
    int at = 0;
    while (at < text.length() && begin.find(at)) {
      int to = end.find(begin.end()) ? end.end() : text.length();
      spans.add(begin.start(), to);
      at = to;
    }
  }

  private static String part(int least) {
    return PART.formatted(least);
  }

  /// The rest of a token, with whatever sticks to it: two secrets side by side are one.
  private static String tail(int least) {
    return "[A-Za-z0-9._~+/=-]{" + least + ",16384}+";
  }
}
