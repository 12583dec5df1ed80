package dev.sallyport.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a gate answered.
///
/// @param replayed whether it is the stored answer of an earlier request (P5)
/// @param body JSON; a text node where it was something else
/// @param headers all of the answer's
public record Reply(int status, boolean replayed, JsonNode body, HttpHeaders headers) {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  public boolean isOk() {
    return status == OK;
  }

  /// Whether the execution still runs; [#location] says where to look for it.
  public boolean isAccepted() {
    return status == ACCEPTED;
  }

  /// The path where what was asked for can be followed, where the gate names one.
  public Optional<String> location() {
    return headers.firstValue("Location");
  }

  /// How long the gate wants to be left alone, where it says so.
  public Optional<Duration> retryAfter() {
    return headers
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("[0-9]{1,6}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }

  /// The last part of the problem's type, such as `plan-stale`; empty for a success.
  public String slug() {
    String type = body.path("type").asString("");
    return type.substring(type.lastIndexOf('/') + 1);
  }

  /// The problem's detail, or whatever else says what came.
  public String detail() {
    return body.isObject() ? body.path("detail").asString("") : body.asString("");
  }

  /// The envelope's `result`; a missing node where there is none.
  public JsonNode result() {
    return body.path("result");
  }

  /// Without the body, which may carry a confirm token.
  @Override
  public String toString() {
    return "Reply[status=" + status + ", replayed=" + replayed + ", slug=" + slug() + "]";
  }
}
