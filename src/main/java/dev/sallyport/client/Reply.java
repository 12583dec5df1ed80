package dev.sallyport.client;

import tools.jackson.databind.JsonNode;

/// What a gate answered.
///
/// @param replayed whether it is the stored answer of an earlier request (P5)
/// @param body JSON; a text node where it was something else
public record Reply(int status, boolean replayed, JsonNode body) {
  private static final int OK = 200;

  public boolean isOk() {
    return status == OK;
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
