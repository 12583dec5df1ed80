package dev.sallyport.target.site;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/// The message of a commit that the gate makes: the caller's words, then the gate's trailers.
///
/// The trailers are the last paragraph, and only there are they read. A line of the caller's that
/// looks like one of them, or like a line after which tools stop reading, is quoted with `> `, so
/// that nobody who reads trailers less carefully takes it for the gate's.
final class CommitText {
  static final String CHANGE = "Sallyport-Change";
  static final String EXECUTION = "Sallyport-Execution";
  static final String ROLLS_BACK = "Sallyport-Rolls-Back";

  /// The longest subject, in characters; a longer first line is repeated whole in the body.
  static final int MOST_SUBJECT = 120;

  private CommitText() {}

  /// What the trailers of one of the gate's commits say.
  ///
  /// @param rollsBack the commit whose change is taken back, for a rollback's commit
  record Trailers(ChangeId change, ExecutionId execution, Optional<ObjectId> rollsBack) {}

  static String message(String command, Trailers trailers) {
    String text = command.replace("\r\n", "\n").replace('\r', '\n').strip();
    String plain = text.codePoints().mapToObj(CommitText::plain).collect(Collectors.joining());
    List<String> lines = plain.lines().map(CommitText::quotedIfTelling).toList();
    String first = lines.isEmpty() ? "Change" : lines.getFirst();
    boolean cut = first.length() > MOST_SUBJECT;
    String body =
        String.join("\n", cut ? lines : lines.subList(Math.min(1, lines.size()), lines.size()));
    StringBuilder message = new StringBuilder(cut ? cut(first) : first).append("\n\n");
    if (!body.isBlank()) {
      message.append(body.strip().isEmpty() ? "" : body.replaceFirst("^\\n+", "")).append("\n\n");
    }
    message.append(CHANGE).append(": ").append(trailers.change()).append('\n');
    message.append(EXECUTION).append(": ").append(trailers.execution()).append('\n');
    trailers
        .rollsBack()
        .ifPresent(id -> message.append(ROLLS_BACK).append(": ").append(id.name()).append('\n'));
    return message.toString();
  }

  private static String cut(String line) {
    int end =
        Character.isHighSurrogate(line.charAt(MOST_SUBJECT - 2))
            ? MOST_SUBJECT - 2
            : MOST_SUBJECT - 1;
    return line.substring(0, end) + "…";
  }

  /// A character as a commit may hold it: none that moves the cursor, hides, or is half of one.
  private static String plain(int codePoint) {
    if (codePoint == '\n' || codePoint == '\t') {
      return Character.toString(codePoint);
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          " ";
      default -> Character.toString(codePoint);
    };
  }

  private static String quotedIfTelling(String line) {
    String start = line.stripLeading();
    boolean telling =
        start.regionMatches(true, 0, "Sallyport-", 0, "Sallyport-".length())
            || start.startsWith("---");
    return telling ? "> " + line : line;
  }

  /// The trailers of one of the gate's commits; empty for a commit that the gate did not make.
  static Optional<Trailers> read(RevCommit commit) {
    String message = commit.getFullMessage().stripTrailing();
    List<String> last = message.substring(message.lastIndexOf("\n\n") + 1).strip().lines().toList();
    Optional<String> change = one(last, CHANGE).filter(id -> Ids.isValid(ChangeId.PREFIX, id));
    Optional<String> execution =
        one(last, EXECUTION).filter(id -> Ids.isValid(ExecutionId.PREFIX, id));
    Optional<String> rollsBack = one(last, ROLLS_BACK).filter(ObjectId::isId);
    if (change.isEmpty() || execution.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Trailers(
            new ChangeId(change.get()),
            new ExecutionId(execution.get()),
            rollsBack.map(ObjectId::fromString)));
  }

  private static Optional<String> one(List<String> lines, String key) {
    List<String> values =
        lines.stream()
            .filter(line -> line.startsWith(key + ": "))
            .map(line -> line.substring(key.length() + 2).strip())
            .toList();
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }
}
