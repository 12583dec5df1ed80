package dev.sallyport.notify;

import dev.sallyport.config.Endpoint.Webhook.Format;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells an endpoint by POST over HTTP, signed where it has a key.
///
/// @param url may itself be a secret, as Slack's are
/// @param longest how long all of it may take
record WebhookSender(
    URI url,
    Format format,
    @Nullable SigningKey key,
    Reach reach,
    Duration longest,
    Optional<URI> publicUrl,
    InstantSource clock)
    implements Sender {
  private static final int LEAST_REDIRECT = 300;
  private static final int LEAST_REFUSAL = 400;
  private static final int LEAST_FAILURE = 500;

  @Override
  public Outcome send(Notice notice) {
    byte[] body =
        switch (format) {
          case CLOUDEVENTS -> CloudEvent.of(notice, publicUrl);
          case SLACK -> SlackMessage.of(notice);
        };
    String type = format == Format.SLACK ? SlackMessage.MEDIA_TYPE : CloudEvent.MEDIA_TYPE;
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Content-Type", type);
    if (key != null) {
      fields.putAll(HttpSignature.fields(key, "POST", url.toString(), type, body, clock.instant()));
    }
    try {
      return judge(HttpPost.send(url, fields, body, reach, longest));
    } catch (IOException e) {
      return new Outcome.Failed(reason(e));
    }
  }

  private static Outcome judge(int status) {
    if (status < LEAST_REDIRECT) {
      return new Outcome.Taken();
    }
    if (status < LEAST_REFUSAL) {
      return new Outcome.Refused("it answered %d; redirects are not followed".formatted(status));
    }
    boolean later = status == 408 || status == 425 || status == 429 || status >= LEAST_FAILURE;
    String reason = "it answered " + status;
    return later ? new Outcome.Failed(reason) : new Outcome.Refused(reason);
  }

  /// What went wrong, without the address, which may be a secret.
  static String reason(IOException e) {
    return switch (e) {
      case GuardedSocket.ForbiddenAddressException forbidden ->
          String.valueOf(forbidden.getMessage());
      case java.net.UnknownHostException _ -> "its name is not known";
      case java.net.SocketTimeoutException _ -> "it did not answer in time";
      case java.net.ConnectException _ -> "nothing answers there";
      case javax.net.ssl.SSLException _ -> "its TLS certificate or handshake is not good";
      case GuardedSocket.TooLongException tooLong -> String.valueOf(tooLong.getMessage());
      case HttpPost.NoHttpException _ -> "what answers there does not speak HTTP";
      default -> "the connection broke";
    };
  }

  /// Without the address and the key.
  @Override
  public String toString() {
    return "WebhookSender[" + format + "]";
  }
}
