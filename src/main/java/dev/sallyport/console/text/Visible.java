package dev.sallyport.console.text;

import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// What somebody else wrote, as it is: every character that cannot be seen is shown by its number,
/// and every one that looks like another is marked.
public final class Visible {
  private Visible() {}

  /// The text as HTML, which is nothing but text and marks.
  public static DomContent of(String text) {
    return span().withClass("theirs").with(parts(text));
  }

  /// The same without an element around it.
  public static List<DomContent> parts(String text) {
    List<DomContent> parts = new ArrayList<>();
    BitSet alike = LookAlikes.in(text);
    StringBuilder plain = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      int one = text.codePointAt(at);
      Optional<DomContent> mark = mark(one, alike.get(at));
      if (mark.isPresent()) {
        flush(plain, parts);
        parts.add(mark.get());
      } else {
        plain.appendCodePoint(one);
      }
      at += Character.charCount(one);
    }
    flush(plain, parts);
    return parts;
  }

  /// How many characters of the text are marked.
  public static int marks(String text) {
    int odd = (int) text.codePoints().filter(OddCharacters::isOdd).count();
    return odd + LookAlikes.in(text).cardinality();
  }

  /// The text with every hidden character written as its number, for where there is no HTML, such
  /// as a page's title.
  public static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            one -> {
              if (OddCharacters.isOdd(one)) {
                plain.append('[').append(OddCharacters.number(one)).append(']');
              } else {
                plain.appendCodePoint(one);
              }
            });
    return plain.toString();
  }

  private static Optional<DomContent> mark(int character, boolean alike) {
    if (OddCharacters.isOdd(character)) {
      return Optional.of(
          span(OddCharacters.number(character))
              .withClass("odd")
              .withTitle(OddCharacters.describe(character)));
    }
    return alike
        ? Optional.of(
            span(
                    text(Character.toString(character)),
                    span(OddCharacters.number(character)).withClass("codepoint"))
                .withClass("alike")
                .withTitle(
                    "%s, looks like %s"
                        .formatted(
                            OddCharacters.describe(character),
                            LookAlikes.latin(character).orElse("another"))))
        : Optional.empty();
  }

  private static void flush(StringBuilder plain, List<DomContent> parts) {
    if (!plain.isEmpty()) {
      parts.add(text(plain.toString()));
      plain.setLength(0);
    }
  }
}
