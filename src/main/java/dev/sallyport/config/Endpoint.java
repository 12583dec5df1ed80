package dev.sallyport.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Somebody who is told what is on the record.
public sealed interface Endpoint {
  Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  int MOST_EVENTS = 50;
  List<String> EVERY_EVENT = List.of("*");

  /// What it is called in commands, logs and metrics.
  String name();

  /// Which events: names such as `change.approved`, or `change.*`, or `*`.
  List<String> events();

  /// Whether it may be at a loopback, private or link-local address.
  boolean allowPrivate();

  /// An address that is told by POST.
  ///
  /// @param url exactly one of this and `urlFile` is there; it may be a secret
  /// @param secretFile holds what signs the requests
  record Webhook(
      String name,
      Format format,
      Optional<URI> url,
      Optional<Path> urlFile,
      Optional<Path> secretFile,
      Algorithm algorithm,
      String keyId,
      List<String> events,
      boolean allowPrivate)
      implements Endpoint {
    public static final String DEFAULT_KEY_ID = "sallyport";

    /// What is posted.
    public enum Format {
      CLOUDEVENTS,
      SLACK
    }

    /// How it is signed.
    public enum Algorithm {
      HMAC_SHA256,
      ED25519
    }

    public Webhook {
      if (url.isPresent() == urlFile.isPresent()) {
        throw new IllegalArgumentException("either url or urlFile");
      }
      events = List.copyOf(events);
    }

    /// Without the URL.
    @Override
    public String toString() {
      return "Webhook[" + name + ", " + format + "]";
    }
  }

  /// People who are told by mail.
  ///
  /// @param implicitTls whether the connection begins with TLS (`smtps:`)
  /// @param passwordFile of the user
  record Mail(
      String name,
      String host,
      int port,
      boolean implicitTls,
      String from,
      List<String> to,
      Optional<String> user,
      Optional<Path> passwordFile,
      List<String> events,
      boolean allowPrivate)
      implements Endpoint {
    public static final int MOST_RECIPIENTS = 20;
    static final Pattern ADDRESS = Pattern.compile("[^\\s@<>,;:\"]{1,64}@[A-Za-z0-9.-]{1,253}");

    public Mail {
      if (user.isPresent() != passwordFile.isPresent()) {
        throw new IllegalArgumentException("user and secretFile belong together");
      }
      to = List.copyOf(to);
      events = List.copyOf(events);
    }
  }
}
