package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.Output;
import dev.sallyport.cli.terminal.Styled;
import dev.sallyport.cli.terminal.Styled.Style;
import dev.sallyport.client.Reply;
import tools.jackson.databind.JsonNode;

/// A problem as a person reads it: what it is, what went wrong here, each mistake and where it
/// stands, what to do next, and the trace id that finds it in the gate's log.
final class Refusal {
  /// The most characters shown of an answer that is no problem document.
  static final int MOST_OF_ANYTHING = 300;

  private Refusal() {}

  static void tell(Reply reply, Output err) {
    JsonNode problem = reply.body();
    String slug = reply.slug();
    if (slug.isEmpty()) {
      err.println(
          "sallyport: the answer is not one of a gate (status %d): %s"
              .formatted(reply.status(), beginning(reply.detail())));
      err.println("  Does SALLYPORT_URL name the gate itself, or something before it?");
      return;
    }
    err.println(
        Styled.plain("sallyport: ")
            .and(Style.BOLD, problem.path("title").asString("Refused"))
            .and(" (%d %s)".formatted(reply.status(), slug)));
    err.println("  " + problem.path("detail").asString(""));
    for (JsonNode error : problem.path("errors")) {
      err.println(
          Styled.plain("  ")
              .and(Style.YELLOW, where(error.path("pointer").asString("")))
              .and(
                  "  %s (%s)"
                      .formatted(
                          error.path("message").asString(""), error.path("code").asString(""))));
    }
    String next = NextStep.after(slug);
    if (!next.isEmpty()) {
      err.println("  Next: " + next);
    }
    reply
        .retryAfter()
        .ifPresent(wait -> err.println("  Not before: %d s from now".formatted(wait.toSeconds())));
    err.println(Styled.of(Style.DIM, "  Trace: " + problem.path("traceId").asString("?")));
  }

  private static String where(String pointer) {
    return pointer.isEmpty() ? "(the whole request)" : pointer;
  }

  private static String beginning(String text) {
    return text.length() <= MOST_OF_ANYTHING ? text : text.substring(0, MOST_OF_ANYTHING) + "...";
  }
}
