package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.LowerCase;
import dev.sallyport.cli.terminal.Surroundings;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.SafetyLevel;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// The options that say why a change is asked for, how risky its requester thinks it is, and under
/// which key.
final class Asking {
  private static final int RANDOM_DIGITS = 10;
  private static final int LONGEST_NAME = 64;
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

  @Option(
      names = "--command",
      paramLabel = "TEXT",
      description = "What and why, in a person's words.")
  private @Nullable String command;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "The change's idempotency key (default: one is made and printed).")
  private @Nullable String key;

  @Option(
      names = "--safety",
      paramLabel = "LEVEL",
      completionCandidates = Levels.class,
      description = "How risky you say it is: ${COMPLETION-CANDIDATES}; the gate takes the higher.")
  private @Nullable SafetyLevel safety;

  /// What `--safety` takes.
  static final class Levels extends LowerCase {
    Levels() {
      super(SafetyLevel.values());
    }
  }

  /// Puts them into a request, whose target is there already.
  ///
  /// @param usual the command where none is given; empty where one must be
  /// @return the key
  String into(ObjectNode request, String usual, Surroundings surroundings) {
    String words = command == null ? usual : command;
    if (words.isBlank()) {
      throw new CommandException(ExitStatus.USAGE, "Say what and why with --command TEXT.");
    }
    String chosen = key == null ? make(request.path("target").asString(""), surroundings) : key;
    if (!IdempotencyKey.PATTERN.matcher(chosen).matches()) {
      throw new CommandException(ExitStatus.USAGE, "--key takes 3 to 128 of A-Z a-z 0-9 . _ : -");
    }
    request.put("idempotencyKey", chosen).put("command", words);
    if (safety != null) {
      request.put("safetyLevel", safety.wire());
    }
    return chosen;
  }

  boolean isKeyGiven() {
    return key != null;
  }

  /// The target's name, the day, and enough chance that nobody makes the same.
  private static String make(String target, Surroundings surroundings) {
    StringBuilder made =
        new StringBuilder(target.substring(0, Math.min(target.length(), LONGEST_NAME)))
            .append('-')
            .append(
                DateTimeFormatter.BASIC_ISO_DATE
                    .withLocale(Locale.ROOT)
                    .format(
                        LocalDate.ofInstant(
                            surroundings.ambient().clock().instant(), ZoneOffset.UTC)))
            .append('-');
    for (int i = 0; i < RANDOM_DIGITS; i++) {
      made.append(DIGITS.charAt(surroundings.ambient().random().nextInt(DIGITS.length())));
    }
    return made.toString();
  }
}
