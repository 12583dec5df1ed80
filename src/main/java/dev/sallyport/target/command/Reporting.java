package dev.sallyport.target.command;

import dev.sallyport.log.RedactedLines;
import dev.sallyport.target.Run;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hands on what a tool says, line by line and without its secrets, and finds in it how far the
/// work has come.
final class Reporting {
  /// The most characters of a line in which progress is looked for.
  private static final int LONGEST_LOOKED_AT = 1024;

  private final Run run;
  private final Mask mask;
  private final Optional<Pattern> progress;
  private final Lines.Tail tail = new Lines.Tail();

  Reporting(Run run, Mask mask, Optional<Pattern> progress) {
    this.run = run;
    this.mask = mask;
    this.progress = progress;
  }

  Lines of(Run.Channel channel) {
    RedactedLines stream = Mask.lines();
    return new Lines(
        (line, cut) -> line(channel, stream, cut ? mask.cutLine(line) : mask.secrets(line)));
  }

  private void line(Run.Channel channel, RedactedLines stream, String line) {
    run.report(channel, line);
    tail.add(stream.nextOutsideBlocks(line));
    progress.ifPresent(pattern -> look(pattern, line));
  }

  private void look(Pattern pattern, String line) {
    Matcher found = pattern.matcher(line.substring(0, Math.min(line.length(), LONGEST_LOOKED_AT)));
    if (found.find()) {
      String percent = found.group(1);
      if (percent != null && percent.matches("[0-9]{1,3}([.,][0-9]{0,9})?")) {
        run.progress(Integer.parseInt(percent.split("[.,]", -1)[0]));
      }
    }
  }

  List<String> tail() {
    return Asked.cleaned(tail, mask);
  }
}
