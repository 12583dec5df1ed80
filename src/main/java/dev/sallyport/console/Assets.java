package dev.sallyport.console;

import dev.sallyport.gate.Incoming;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;

/// The console's style sheet, scripts and icon. Their addresses change with their contents, so that
/// a browser may keep them. They are read when the first page is asked for, which a start does not
/// wait for.
final class Assets {
  static final String PATH = "/console/assets/";

  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String HTMX = "/META-INF/resources/webjars/htmx.org/%s/dist/htmx.min.js";
  private static final String HTMX_RELEASE =
      "/META-INF/maven/org.webjars.npm/htmx.org/pom.properties";

  private record Asset(String mediaType, String text, String version) {}

  private static final class Held {
    static final Map<String, Asset> BY_NAME =
        Map.of(
            "console.css", asset("text/css; charset=utf-8", "/console/console.css"),
            "console.js", asset(SCRIPT, "/console/console.js"),
            "icon.svg", asset("image/svg+xml; charset=utf-8", "/console/icon.svg"),
            "htmx.js", asset(SCRIPT, HTMX.formatted(htmxVersion())));
  }

  /// Where a page finds it.
  String address(String name) {
    Asset asset = Held.BY_NAME.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("no asset " + name);
    }
    return PATH + name + "?v=" + asset.version();
  }

  Answer answer(Incoming incoming) {
    Asset asset = Held.BY_NAME.get(incoming.pathParameters().getOrDefault("name", ""));
    return asset == null
        ? Answer.of(Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address."))
        : new Answer.Text(
            200,
            asset.mediaType(),
            asset.text(),
            Map.of(
                "Cache-Control",
                "public, max-age=31536000, immutable",
                "Cross-Origin-Resource-Policy",
                "same-origin"));
  }

  private static String htmxVersion() {
    Properties properties = new Properties();
    try (InputStream in = open(HTMX_RELEASE)) {
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = Assets.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("the console's file " + resource + " is missing");
    }
    return in;
  }

  private static Asset asset(String mediaType, String resource) {
    try (InputStream in = open(resource)) {
      byte[] bytes = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Asset(
          mediaType,
          new String(bytes, StandardCharsets.UTF_8),
          HexFormat.of().formatHex(hash, 0, 8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
