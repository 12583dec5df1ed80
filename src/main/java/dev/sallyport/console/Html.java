package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.button;
import static j2html.TagCreator.code;
import static j2html.TagCreator.form;
import static j2html.TagCreator.input;
import static j2html.TagCreator.span;
import static j2html.TagCreator.tag;

import dev.sallyport.console.text.Visible;
import j2html.tags.DomContent;
import j2html.tags.specialized.FormTag;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Pieces that many pages have.
final class Html {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int SHORT_HASH = 19;

  private Html() {}

  /// A form that carries its session's token.
  static FormTag post(Visit visit, String action) {
    return form()
        .withMethod("post")
        .withAction(action)
        .with(
            input().withType("hidden").withName(Form.TOKEN).withValue(visit.session().formToken()));
  }

  static DomContent submit(String words, String style) {
    return button(words).withType("submit").withClass(style);
  }

  static DomContent link(String words, String address) {
    return a(words).withHref(address);
  }

  static DomContent changeLink(String id) {
    return a(code(id)).withHref("/console/changes/" + id);
  }

  static DomContent executionLink(String id) {
    return a(code(id)).withHref("/console/executions/" + id);
  }

  static DomContent theirs(JsonNode text) {
    return Visible.of(text.asString(""));
  }

  /// A moment: how long ago it was, and exactly when.
  static DomContent moment(Instant at, Instant now) {
    return tag("time")
        .attr("datetime", at.toString())
        .withTitle(SECONDS.format(at))
        .withText(ago(at, now));
  }

  static DomContent exactly(Instant at) {
    return tag("time").attr("datetime", at.toString()).withText(SECONDS.format(at));
  }

  static String ago(Instant at, Instant now) {
    Duration past = Duration.between(at, now);
    return past.isNegative()
        ? "in " + lasting(past.negated())
        : past.toSeconds() < 5 ? "just now" : lasting(past) + " ago";
  }

  /// A duration in its largest unit, or its two largest where the second says something.
  static String lasting(Duration length) {
    if (length.toDays() >= 2) {
      return length.toDays() + " d";
    }
    if (length.toHours() >= 1) {
      int minutes = length.toMinutesPart();
      return length.toHours() + " h" + (minutes == 0 ? "" : " " + minutes + " min");
    }
    return length.toMinutes() >= 1
        ? length.toMinutes() + " min"
        : Math.max(0, length.toSeconds()) + " s";
  }

  /// A state, an outcome or a level, as a badge that says it in words too.
  static DomContent badge(String wire) {
    return span(wire.replace('_', ' ')).withClass("badge " + tone(wire));
  }

  private static String tone(String wire) {
    return switch (wire) {
      case "applied", "deployed", "rolled_back", "succeeded", "approved", "low", "ready", "up" ->
          "good";
      case "awaiting_approval", "awaiting_confirmation", "medium", "frozen", "draining" -> "wait";
      case "applying", "deploying", "rolling_back", "running" -> "busy";
      case "apply_failed",
          "deploy_failed",
          "rollback_failed",
          "failed",
          "high",
          "rejected",
          "down",
          "refused",
          "blocked" ->
          "bad";
      case "unknown" -> "unknown";
      default -> "quiet";
    };
  }

  static DomContent shortHash(String hash) {
    return code(hash.length() <= SHORT_HASH ? hash : hash.substring(0, SHORT_HASH) + "…")
        .withTitle(hash);
  }
}
