package dev.sallyport.config;

import java.time.Duration;

/// Reads how long what has ended is kept: one time for all of it, or one for each part.
final class RetentionReader {
  private static final String RETENTION = "retention";

  private RetentionReader() {}

  /// @param answers how long answers under idempotency keys are kept
  static Retention read(Section root, Duration answers) {
    Form<Duration> time = Form.duration(Retention.TIMES);
    Retention silent = Retention.DEFAULT;
    if (root.isScalar(RETENTION)) {
      Duration all = root.value(RETENTION, time, longer(silent.changes(), answers));
      return checked(root, RETENTION, all, all, answers);
    }
    Section section = root.section(RETENTION);
    Duration changes = section.value("changes", time, longer(silent.changes(), answers));
    Duration output = section.value("output", time, shorter(silent.output(), changes));
    section.finish();
    if (output.compareTo(changes) > 0) {
      section.mistake("output", "must be at most retention.changes, " + Quantities.show(changes));
      output = changes;
    }
    return checked(section, "changes", changes, output, answers);
  }

  /// A preview that is sent again gets its token made anew from its change.
  private static Retention checked(
      Section section, String key, Duration changes, Duration output, Duration answers) {
    if (changes.compareTo(answers) < 0) {
      section.mistake(
          key,
          "must be at least tokens.retention, %s, for which answers are kept"
              .formatted(Quantities.show(answers)));
      return new Retention(answers, shorter(output, answers));
    }
    return new Retention(changes, output);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
