package dev.sallyport.target.site;

import dev.sallyport.domain.Reversibility;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.target.Impact;
import java.util.ArrayList;
import java.util.List;

/// How risky a plan for a site is: what can be seen at a glance and undone by one more edit is low;
/// what makes pages unreachable or is too much to read is medium; what takes much of the site, its
/// entry page or other people's work away is high.
final class Assessment {
  static final int MANY_FILES = 20;
  static final int MANY_LINES = 1_000;
  static final int MANY_DELETIONS = 10;

  private SafetyLevel level = SafetyLevel.LOW;
  private final List<String> reasons = new ArrayList<>();

  private Assessment() {}

  /// @param filesBefore how many files the site has now
  /// @param undoneOfOthers how many commits of others a rollback takes back too
  static Impact of(DiffText diff, int filesBefore, int undoneOfOthers) {
    Assessment assessment = new Assessment();
    assessment.deletions(diff, filesBefore);
    assessment.size(diff);
    assessment.kinds(diff);
    if (undoneOfOthers > 0) {
      assessment.raise(
          SafetyLevel.HIGH,
          "takes back " + counted(undoneOfOthers, "commit") + " that others made since");
    }
    return new Impact(
        assessment.level,
        Reversibility.REVERSIBLE,
        assessment.reasons,
        diff.files(),
        diff.deleted(),
        diff.paths());
  }

  private void deletions(DiffText diff, int filesBefore) {
    int deleted = diff.deleted();
    if (deleted >= MANY_DELETIONS || (deleted > 1 && deleted * 2 > filesBefore)) {
      raise(
          SafetyLevel.HIGH,
          "deletes " + deleted + " of the site's " + counted(filesBefore, "file"));
    } else if (deleted > 0) {
      raise(SafetyLevel.MEDIUM, "deletes " + counted(deleted, "file"));
    }
    if (diff.entryPageGone()) {
      raise(SafetyLevel.HIGH, "takes the entry page index.html away");
    }
    if (diff.renamed() > 0) {
      raise(
          SafetyLevel.MEDIUM,
          "renames " + counted(diff.renamed(), "file") + ", so links to the old name may break");
    }
  }

  private void size(DiffText diff) {
    if (diff.files() > MANY_FILES) {
      raise(SafetyLevel.MEDIUM, "touches " + diff.files() + " files");
    }
    int lines = diff.insertions() + diff.deletions();
    if (lines > MANY_LINES) {
      raise(SafetyLevel.MEDIUM, "changes " + lines + " lines");
    }
  }

  private void kinds(DiffText diff) {
    if (diff.binaryReplaced() > 0) {
      raise(
          SafetyLevel.MEDIUM,
          "replaces "
              + counted(diff.binaryReplaced(), "binary file")
              + ", which the diff cannot show");
    }
    if (diff.madeExecutable() > 0) {
      raise(SafetyLevel.MEDIUM, "makes " + counted(diff.madeExecutable(), "file") + " executable");
    }
  }

  private void raise(SafetyLevel to, String reason) {
    if (to.compareTo(level) > 0) {
      level = to;
    }
    reasons.add(reason);
  }

  static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
