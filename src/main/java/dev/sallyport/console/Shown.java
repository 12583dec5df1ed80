package dev.sallyport.console;

import static j2html.TagCreator.div;
import static j2html.TagCreator.input;

import dev.sallyport.store.Approvals;
import j2html.tags.DomContent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A plan as it stands on somebody's page: the digest of its text, and since when it has been
/// there. The form that decides sends both back, and they go on the record with the decision.
///
/// @param rendered `sha256:` and hex
record Shown(String rendered, Instant since) {
  private static final String RENDERED = "rendered";
  private static final String SINCE = "shownAt";
  private static final String DIGEST = "sha256:[0-9a-f]{64}";
  private static final String MILLIS = "[0-9]{1,15}";

  /// @param plan what the page shows of it
  static Shown of(List<DomContent> plan, Instant now) {
    return new Shown("sha256:" + sha256(text(div().with(plan).render())), now);
  }

  /// What a form says of the page it was sent from; empty where it says nothing that can be.
  static Optional<Shown> in(Form form) {
    Optional<String> rendered = form.field(RENDERED).filter(text -> text.matches(DIGEST));
    Optional<String> since = form.field(SINCE).filter(text -> text.matches(MILLIS));
    return rendered.isEmpty() || since.isEmpty()
        ? Optional.empty()
        : Optional.of(new Shown(rendered.get(), Instant.ofEpochMilli(Long.parseLong(since.get()))));
  }

  /// The same plan, on a page that has been open for longer.
  Shown since(Instant earlier) {
    return earlier.isBefore(since) ? new Shown(rendered, earlier) : this;
  }

  /// What the form sends back. It stands beside the plan rather than in the form: the form is
  /// replaced when something has changed, and the plan is not.
  DomContent fields(String form) {
    return div(
            hidden(RENDERED, rendered, form),
            hidden(SINCE, Long.toString(since.toEpochMilli()), form))
        .attr("hidden", "hidden");
  }

  static DomContent hidden(String name, String value, String form) {
    return input().withType("hidden").withName(name).withValue(value).attr("form", form);
  }

  /// The decision with what was on the page.
  Operation addTo(Operation decision, Instant now) {
    return decision.saying(RENDERED, rendered).saying("openMillis", open(now).toMillis());
  }

  private Duration open(Instant now) {
    Duration open = Duration.between(since, now);
    if (open.isNegative()) {
      return Duration.ZERO;
    }
    return open.compareTo(Approvals.LONGEST_OPEN) > 0 ? Approvals.LONGEST_OPEN : open;
  }

  /// The text of a piece of page, as a browser has it: without the tags, the references resolved.
  /// What is in an attribute cannot be taken for a tag, since `<` and `>` are escaped there too.
  static String text(String html) {
    return html.replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
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
