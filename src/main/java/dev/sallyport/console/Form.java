package dev.sallyport.console;

import dev.sallyport.gate.Incoming;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The fields that a page's form sent.
record Form(Map<String, String> fields) {
  /// In every form: what [Secret#formToken] gives.
  static final String TOKEN = "form-token";

  static final int MOST_BYTES = 64 * 1024;
  static final int MOST_FIELDS = 20;

  /// What a form is told that is not of this session.
  static final Problem FOREIGN =
      Problem.of(
          ProblemType.FORBIDDEN,
          "This form was not sent from its page, or the page is of an earlier session. Open the"
              + " page again and send it from there.");

  private static final String TYPE = "application/x-www-form-urlencoded";
  private static final Step<Form> UNREADABLE =
      Step.refuse(ProblemType.INVALID_REQUEST, "The form could not be read; send it again.");

  Form {
    fields = Map.copyOf(fields);
  }

  /// Reads the form, and refuses one that another site has sent.
  static Step<Form> read(Incoming incoming) {
    String site = incoming.header("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin")) {
      return Step.refuse(FOREIGN);
    }
    String type = incoming.header("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals(TYPE)) {
      return Step.refuse(
          ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the form from its page in the console.");
    }
    return switch (incoming.body().read()) {
      case Step.Refused<byte[]>(Problem problem) -> Step.refuse(problem);
      case Step.Passed<byte[]>(byte[] body) when body.length > MOST_BYTES ->
          Step.refuse(
              ProblemType.PAYLOAD_TOO_LARGE, "The form is over the limit of 64 KiB; say less.");
      case Step.Passed<byte[]>(byte[] body) -> parse(new String(body, StandardCharsets.UTF_8));
    };
  }

  private static Step<Form> parse(String body) {
    Map<String, String> fields = new HashMap<>();
    String[] pairs = body.split("&", MOST_FIELDS + 1);
    if (pairs.length > MOST_FIELDS) {
      return UNREADABLE;
    }
    try {
      for (String pair : pairs) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          fields.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
        }
      }
    } catch (IllegalArgumentException badEscape) {
      return UNREADABLE;
    }
    return Step.pass(new Form(fields));
  }

  /// A text's line ends become spaces: a browser's box for text takes them, and what is on the
  /// record is one line.
  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8).replaceAll("\\R", " ");
  }

  /// The field, without the spaces around it, where something is in it.
  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  boolean isFor(Secret secret) {
    return field(TOKEN).filter(secret::isOfForm).isPresent();
  }

  @Override
  public String toString() {
    return "Form[fields=" + fields.keySet() + "]";
  }
}
