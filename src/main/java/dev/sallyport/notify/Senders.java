package dev.sallyport.notify;

import dev.sallyport.config.Endpoint;
import dev.sallyport.config.Endpoint.Mail;
import dev.sallyport.config.Endpoint.Webhook;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the sender of an endpoint, with the secrets that its files hold.
final class Senders {
  /// The largest file with a secret.
  static final int MOST_BYTES = 16 << 10;

  private static final Set<String> WEB = Set.of("http", "https");

  private Senders() {}

  static Sender of(Endpoint endpoint, Optional<URI> publicUrl, InstantSource clock)
      throws EndpointException {
    Reach reach = Reach.of(new AddressRules(endpoint.allowPrivate()));
    return switch (endpoint) {
      case Webhook webhook ->
          new WebhookSender(
              url(webhook),
              webhook.format(),
              key(webhook),
              reach,
              HttpPost.LONGEST,
              publicUrl,
              clock);
      case Mail mail ->
          new MailSender(
              mail,
              mail.passwordFile().isPresent()
                  ? text(mail.name(), mail.passwordFile().get()).strip()
                  : null,
              reach,
              MailSender.LONGEST);
    };
  }

  private static URI url(Webhook webhook) throws EndpointException {
    if (webhook.url().isPresent()) {
      return webhook.url().get();
    }
    String text = text(webhook.name(), webhook.urlFile().orElseThrow()).strip();
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw bad(webhook.name(), "urlFile holds no URL");
    }
    boolean good =
        url.getScheme() != null
            && WEB.contains(url.getScheme())
            && url.getHost() != null
            && url.getUserInfo() == null
            && (url.getScheme().equals("https") || webhook.allowPrivate());
    if (!good) {
      throw bad(webhook.name(), "urlFile holds no https: URL");
    }
    return url;
  }

  private static @Nullable SigningKey key(Webhook webhook) throws EndpointException {
    if (webhook.secretFile().isEmpty()) {
      return null;
    }
    Path file = webhook.secretFile().get();
    try {
      return switch (webhook.algorithm()) {
        case HMAC_SHA256 ->
            SigningKey.Hmac.of(
                webhook.keyId(),
                text(webhook.name(), file).strip().getBytes(StandardCharsets.UTF_8));
        case ED25519 -> SigningKey.Ed25519.of(webhook.keyId(), text(webhook.name(), file));
      };
    } catch (IllegalArgumentException e) {
      throw bad(webhook.name(), "secretFile is too short: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw bad(
          webhook.name(),
          "secretFile holds no Ed25519 key; make one with: openssl genpkey -algorithm ed25519");
    }
  }

  private static String text(String endpoint, Path file) throws EndpointException {
    try {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null
          && !PosixFilePermissions.fromString("rwx------")
              .containsAll(view.readAttributes().permissions())) {
        throw bad(endpoint, "its file may be read by others; close it with chmod 600");
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
          throw bad(endpoint, "its file is larger than %d bytes".formatted(MOST_BYTES));
        }
        return new String(bytes, StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw bad(endpoint, "its file %s cannot be read".formatted(file.getFileName()));
    }
  }

  private static EndpointException bad(String endpoint, String what) {
    return new EndpointException(
        "Endpoint notify.%s cannot be told: %s.".formatted(endpoint, what));
  }
}
