package dev.sallyport.console;

import dev.sallyport.respond.Answer;
import java.util.Map;

/// What every page of the console tells the browser: take nothing from elsewhere, run nothing that
/// stands in the page, stand in no frame, tell nobody where you come from.
final class Headers {
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Map<String, String> ALL =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");

  private Headers() {}

  /// The same answer with them.
  static Answer on(Answer answer) {
    Answer dressed = answer;
    for (Map.Entry<String, String> header : ALL.entrySet()) {
      dressed = dressed.with(header.getKey(), header.getValue());
    }
    return answer.headers().containsKey("Cache-Control")
        ? dressed
        : dressed.with("Cache-Control", "no-store");
  }
}
