package dev.sallyport.notify;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A notice as a CloudEvent 1.0 in structured JSON.
final class CloudEvent {
  static final String MEDIA_TYPE = "application/cloudevents+json; charset=utf-8";
  static final String TYPE_PREFIX = "dev.sallyport.";

  private CloudEvent() {}

  /// @param publicUrl the source, where the gate knows its address
  static byte[] of(Notice notice, Optional<URI> publicUrl) {
    ObjectNode event = JsonMapper.shared().createObjectNode();
    event.put("specversion", "1.0");
    event.put("id", notice.id());
    event.put("source", publicUrl.map(URI::toString).orElse("urn:sallyport:gate"));
    event.put("type", TYPE_PREFIX + notice.event());
    notice.subject().ifPresent(subject -> event.put("subject", subject));
    event.put("time", notice.at().toString());
    // The extension of that name says in which order events came: twenty digits compare as text.
    event.put("sequence", "%020d".formatted(notice.sequence()));
    event.put("datacontenttype", "application/json");
    ObjectNode data = event.putObject("data");
    data.setAll(notice.fields());
    if (notice.link() != null) {
      data.put("link", notice.link().toString());
    }
    return JsonMapper.shared().writeValueAsString(event).getBytes(StandardCharsets.UTF_8);
  }
}
