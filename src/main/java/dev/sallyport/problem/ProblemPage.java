package dev.sallyport.problem;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What `/problems/{slug}` shows: a page for people, or the same as JSON. The page loads nothing
/// and runs nothing; its one style sheet stands in it and is named to the browser by its hash.
public final class ProblemPage {
  public static final String MEDIA_TYPE = "text/html; charset=utf-8";

  private static final String STYLE =
      """
      body{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1.5rem;\
      color:#1c2430;background:#fff}
      h1{font-size:1.6rem;line-height:1.25;margin:.25rem 0 1rem}
      .status{color:#5b6675;margin:0}
      code{font-family:ui-monospace,monospace}
      @media (prefers-color-scheme:dark){body{color:#e6e9ee;background:#14181d}.status{color:#9aa5b4}}
      """;

  /// The `Content-Security-Policy` that the page is to be served with.
  public static final String SECURITY_POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private ProblemPage() {}

  /// The page in HTML.
  public static String html(ProblemType type) {
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%2$s</title>
        <style>%5$s</style>
        </head>
        <body>
        <main>
        <p class="status">HTTP %1$d, <code>%3$s</code></p>
        <h1>%2$s</h1>
        <p>%4$s</p>
        </main>
        </body>
        </html>
        """
        .formatted(
            type.status(),
            escape(type.title()),
            escape(type.path()),
            escape(type.explanation()),
            STYLE);
  }

  /// The same in JSON.
  public static ObjectNode json(ProblemType type) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type.path())
        .put("title", type.title())
        .put("status", type.status())
        .put("explanation", type.explanation());
  }

  /// Whether an `Accept` header asks for the page: it names HTML, and does not like JSON better.
  public static boolean prefersHtml(@Nullable String accept) {
    if (accept == null) {
      return false;
    }
    double html = AcceptHeader.quality(accept, "text", "html");
    return AcceptHeader.names(accept, "text/html")
        && html > 0
        && html >= AcceptHeader.quality(accept, "application", "json");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
