package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Question;
import dev.sallyport.cli.terminal.Styled;
import dev.sallyport.cli.terminal.Surroundings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A plan that was shown to whoever decides on it: the digest of just the lines that were printed,
/// and how long they stood there before the decision was sent.
///
/// @param rendered `sha256:` and hex
record PlanShown(String rendered, Duration open) {
  /// Shows the change's plan on standard error, and asks whether to go on where somebody is there
  /// to be asked.
  static PlanShown of(JsonNode change, Output errors, Surroundings surroundings) {
    List<Styled> lines = PlanText.of(change, change.path("target").asString("?"));
    lines.forEach(errors::println);
    errors.writer().flush();
    long since = surroundings.ambient().nanos().getAsLong();
    if (surroundings.hasSomebody()
        && !Question.isYes("Send your decision on this plan?", errors, surroundings)) {
      throw new CommandException("Nothing was sent.");
    }
    long open = surroundings.ambient().nanos().getAsLong() - since;
    String text =
        lines.stream().map(line -> line.rendered(false)).collect(Collectors.joining("\n"));
    return new PlanShown("sha256:" + sha256(text), Duration.ofNanos(open));
  }

  void addTo(ObjectNode body) {
    body.put("rendered", rendered).put("openMillis", open.toMillis());
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
