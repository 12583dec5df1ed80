package dev.sallyport.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Asks the person at the terminal.
public final class Question {
  /// The most bytes of an answer.
  static final int MOST_BYTES = 100;

  private Question() {}

  /// Whether the person says yes; anything but `y` or `yes` is no.
  public static boolean isYes(String question, Output out, Surroundings surroundings) {
    out.writer().print(Harmless.line(question + " [y/N] "));
    out.writer().flush();
    String answer = line(surroundings).strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  /// Up to the end of the line and no further: what follows is for the next question.
  private static String line(Surroundings surroundings) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int next = surroundings.in().read();
          next >= 0 && next != '\n' && line.size() < MOST_BYTES;
          next = surroundings.in().read()) {
        line.write(next);
      }
      return line.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
