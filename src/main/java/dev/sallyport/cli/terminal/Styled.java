package dev.sallyport.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/// A line for a terminal: pieces of text, each with a style. Nothing in a piece can be anything but
/// text ([Harmless]), so colours come from here alone.
public record Styled(List<Piece> pieces) {
  /// How a piece looks, where colours are wanted.
  public enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    CYAN("36");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  public record Piece(Style style, String text) {}

  public Styled {
    pieces = List.copyOf(pieces);
  }

  public static Styled plain(String text) {
    return of(Style.PLAIN, text);
  }

  public static Styled of(Style style, String text) {
    return new Styled(List.of(new Piece(style, text)));
  }

  public Styled and(Style style, String text) {
    List<Piece> more = new ArrayList<>(pieces);
    more.add(new Piece(style, text));
    return new Styled(more);
  }

  public Styled and(String text) {
    return and(Style.PLAIN, text);
  }

  /// As it is written out.
  public String rendered(boolean coloured) {
    StringBuilder line = new StringBuilder();
    for (Piece piece : pieces) {
      String text = Harmless.line(piece.text());
      if (coloured && piece.style() != Style.PLAIN && !text.isEmpty()) {
        line.append("\u001b[")
            .append(piece.style().code)
            .append('m')
            .append(text)
            .append("\u001b[0m");
      } else {
        line.append(text);
      }
    }
    return line.toString();
  }
}
