package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.div;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;

/// The switch on a target, or on all of them: freezes it, ends what runs there where that is meant,
/// and unfreezes it.
final class Freezer {
  /// The field that says that what runs is to end too.
  static final String STOP = "stop-running";

  private static final String REASON = "reason";

  private Freezer() {}

  /// @param target its name; empty for all of them
  /// @param runs whether something runs there
  static DomContent form(Visit visit, String target, boolean frozen, boolean runs) {
    return frozen
        ? div(attrs(".stack"), unfreeze(visit, target), iff(runs, ending(visit, target)))
        : freeze(visit, target);
  }

  private static String of(String target) {
    return target.isEmpty() ? "every target" : target;
  }

  private static DomContent unfreeze(Visit visit, String target) {
    return Html.post(visit, "/console/unfreeze")
        .with(named(target), Html.submit("Unfreeze " + of(target), "button"));
  }

  private static DomContent freeze(Visit visit, String target) {
    return Html.post(visit, "/console/freeze")
        .withClass("stack")
        .with(
            named(target),
            reason("Why " + of(target) + " is to stand still", target),
            label(
                    input().withType("checkbox").withName(STOP).withValue("on"),
                    text("End what runs there too, with all its processes"))
                .withClass("choice"),
            div(attrs(".actions"), Html.submit("Freeze " + of(target), "button bad")));
  }

  /// What was frozen lets what ran go on; this ends it.
  private static DomContent ending(Visit visit, String target) {
    return Html.post(visit, "/console/freeze")
        .withClass("stack")
        .with(
            named(target),
            input().withType("hidden").withName(STOP).withValue("on"),
            reason("Why what runs there is to end", target),
            div(attrs(".actions"), Html.submit("End what runs on " + of(target), "button bad")));
  }

  private static DomContent named(String target) {
    return input().withType("hidden").withName("target").withValue(target);
  }

  private static DomContent reason(String words, String target) {
    String id = target.isEmpty() ? REASON : REASON + "-" + target;
    return div(
        attrs(".stack"),
        label(words).withFor(id),
        input()
            .withId(id)
            .withName(REASON)
            .withMaxlength(Integer.toString(Approving.LONGEST_REASON))
            .isRequired());
  }
}
