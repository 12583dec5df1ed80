package dev.sallyport.respond;

import dev.sallyport.domain.Ids;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Makes the event envelope that every success is answered in.
public final class Envelopes {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Ids ids;
  private final InstantSource clock;

  public Envelopes(Ids ids, InstantSource clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /// @param echo the request as it is shown again: without its token and without large parameters
  public ObjectNode event(EventType type, String traceId, ObjectNode echo, ObjectNode result) {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("eventId", ids.eventId().value());
    envelope.put("timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    envelope.put("traceId", traceId);
    envelope.put("eventType", type.wire());
    envelope.set("action", echo);
    envelope.set("result", result);
    return envelope;
  }
}
