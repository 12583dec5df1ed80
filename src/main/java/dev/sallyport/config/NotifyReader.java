package dev.sallyport.config;

import dev.sallyport.config.Endpoint.Mail;
import dev.sallyport.config.Endpoint.Webhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads who is told what is on the record.
final class NotifyReader {
  private static final Pattern EVENT = Pattern.compile("\\*|[a-z_]+\\.([a-z_]+|\\*)");
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern USER = Pattern.compile("[^\\p{Cntrl}]{1,256}");
  private static final Map<String, String> FORMATS = formats();
  private static final Map<String, Webhook.Algorithm> ALGORITHMS = algorithms();
  private static final int SMTP = 587;
  private static final int SMTPS = 465;

  private final Section section;
  private final Places places;

  NotifyReader(Section section, Places places) {
    this.section = section;
    this.places = places;
  }

  List<Endpoint> endpoints() {
    if (section.keys().size() > Config.MOST_ENDPOINTS) {
      section.mistake("must have at most " + Config.MOST_ENDPOINTS + " entries");
      return List.of();
    }
    return section.keys().stream().flatMap(name -> endpoint(name).stream()).toList();
  }

  private Optional<Endpoint> endpoint(String name) {
    if (!Endpoint.NAME.matcher(name).matches()) {
      section.mistake(
          name, "must be named by 1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit");
    }
    Section endpoint = section.section(name);
    String format = endpoint.value("format", Form.oneOf(FORMATS), "cloudevents");
    List<String> events =
        endpoint.list(
            "events",
            Form.matching("the name of an event, such as change.approved or execution.*", EVENT),
            Endpoint.MOST_EVENTS);
    boolean allowPrivate = endpoint.value("allowPrivate", Form.yesOrNo(), false);
    List<String> told = events.isEmpty() ? Endpoint.EVERY_EVENT : events;
    Optional<Endpoint> read =
        format.equals("smtp")
            ? mail(endpoint, name, told, allowPrivate)
            : webhook(endpoint, name, format, told, allowPrivate);
    endpoint.finish();
    return Endpoint.NAME.matcher(name).matches() ? read : Optional.empty();
  }

  private Optional<Endpoint> webhook(
      Section endpoint, String name, String format, List<String> events, boolean allowPrivate) {
    boolean slack = format.equals("slack");
    Optional<URI> url =
        endpoint.optional(
            "url", address(allowPrivate ? Set.of("http", "https") : Set.of("https"), allowPrivate));
    Optional<Path> urlFile = endpoint.optional("urlFile", Form.path(places));
    if (endpoint.has("url") == endpoint.has("urlFile")) {
      endpoint.mistake("needs either url or urlFile, a file that holds it");
    }
    Optional<Path> secret =
        slack ? Optional.empty() : endpoint.optional("secretFile", Form.path(places));
    Webhook.Algorithm algorithm =
        slack
            ? Webhook.Algorithm.HMAC_SHA256
            : endpoint.value("algorithm", Form.oneOf(ALGORITHMS), Webhook.Algorithm.HMAC_SHA256);
    String keyId =
        slack
            ? Webhook.DEFAULT_KEY_ID
            : endpoint.value(
                "keyId",
                Form.matching("1 to 128 of A-Z a-z 0-9 . _ : -", KEY_ID),
                Webhook.DEFAULT_KEY_ID);
    if (url.isPresent() == urlFile.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new Webhook(
            name,
            slack ? Webhook.Format.SLACK : Webhook.Format.CLOUDEVENTS,
            url,
            urlFile,
            secret,
            algorithm,
            keyId,
            events,
            allowPrivate));
  }

  private Optional<Endpoint> mail(
      Section endpoint, String name, List<String> events, boolean allowPrivate) {
    Optional<URI> url = endpoint.required("url", address(Set.of("smtp", "smtps"), allowPrivate));
    Form<String> address = Form.matching("a mail address", Mail.ADDRESS);
    Optional<String> from = endpoint.required("from", address);
    List<String> to = endpoint.list("to", address, Mail.MOST_RECIPIENTS);
    Optional<String> user = endpoint.optional("user", Form.matching("a user's name", USER));
    Optional<Path> password = endpoint.optional("secretFile", Form.path(places));
    if (!endpoint.has("to")) {
      endpoint.mistake("to", "is missing; it must be a list of mail addresses");
    }
    if (endpoint.has("user") != endpoint.has("secretFile")) {
      endpoint.mistake("needs both user and secretFile, or neither");
    }
    if (url.isEmpty()
        || from.isEmpty()
        || to.isEmpty()
        || user.isPresent() != password.isPresent()) {
      return Optional.empty();
    }
    boolean tls = "smtps".equals(url.get().getScheme());
    int port = url.get().getPort() >= 0 ? url.get().getPort() : tls ? SMTPS : SMTP;
    return Optional.of(
        new Mail(
            name,
            url.get().getHost(),
            port,
            tls,
            from.get(),
            to,
            user,
            password,
            events,
            allowPrivate));
  }

  /// A URL, which may be a secret: a wrong one is not shown.
  static Form<URI> address(Set<String> schemes, boolean allowPrivate) {
    String allowed =
        "a URL that begins with "
            + String.join(": or ", schemes.stream().sorted().toList())
            + ":, without a user in it"
            + (allowPrivate
                ? ""
                : schemes.contains("https") ? " (http: needs allowPrivate: true)" : "");
    return new Form<>(allowed, List.of(), false, text -> parsed(text, schemes));
  }

  static Optional<URI> parsed(String text, Set<String> schemes) {
    if (text.length() > Form.LONGEST_TEXT) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text);
      boolean good =
          url.getScheme() != null
              && schemes.contains(url.getScheme())
              && url.getHost() != null
              && url.getUserInfo() == null
              && url.getFragment() == null
              && url.getPort() <= Server.PORTS.most()
              && text.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
      return good ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> formats() {
    Map<String, String> formats = new LinkedHashMap<>();
    formats.put("cloudevents", "cloudevents");
    formats.put("slack", "slack");
    formats.put("smtp", "smtp");
    return formats;
  }

  private static Map<String, Webhook.Algorithm> algorithms() {
    Map<String, Webhook.Algorithm> algorithms = new LinkedHashMap<>();
    algorithms.put("hmac-sha256", Webhook.Algorithm.HMAC_SHA256);
    algorithms.put("ed25519", Webhook.Algorithm.ED25519);
    return algorithms;
  }
}
