package dev.sallyport.respond;

import dev.sallyport.change.Quorum;
import dev.sallyport.change.Quorum.Part;
import dev.sallyport.change.Quorum.Tally;
import dev.sallyport.domain.Action;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What others must approve of a change, and what has been given, as answers show it.
///
/// @param required how many other people must approve
/// @param given how many of those who have count
/// @param action which action it is about; null where nobody has to approve
/// @param groups how each group that is asked for stands
/// @param expiresAt until when it may be given, or used once it is
public record Approvals(
    int required,
    int given,
    @Nullable Action action,
    List<Group> groups,
    @Nullable Instant expiresAt) {
  /// Nobody has to approve.
  public static final Approvals NONE = new Approvals(0, 0, null, List.of(), null);

  public Approvals {
    groups = List.copyOf(groups);
  }

  /// One group that must agree.
  public record Group(String name, int required, int given) {}

  /// Nobody has approved yet.
  public static Approvals awaited(Action action, Quorum quorum) {
    return of(action, quorum, quorum.tally(List.of()), null);
  }

  public static Approvals of(
      Action action, Quorum quorum, Tally tally, @Nullable Instant expiresAt) {
    List<Group> groups =
        IntStream.range(0, quorum.parts().size())
            .filter(i -> quorum.parts().get(i).group().isPresent())
            .mapToObj(
                i -> {
                  Part part = quorum.parts().get(i);
                  return new Group(
                      part.group().orElseThrow().value(), part.people(), tally.filled().get(i));
                })
            .toList();
    return new Approvals(quorum.required(), tally.given(), action, groups, expiresAt);
  }

  /// The node `approvals` of an answer.
  public ObjectNode node() {
    ObjectNode node =
        JsonMapper.shared().createObjectNode().put("required", required).put("given", given);
    if (action != null) {
      node.put("action", action.wire());
    }
    if (!groups.isEmpty()) {
      ArrayNode list = node.putArray("groups");
      for (Group group : groups) {
        list.addObject()
            .put("group", group.name())
            .put("required", group.required())
            .put("given", group.given())
            .put("missing", group.required() - group.given());
      }
    }
    if (expiresAt != null) {
      node.put("expiresAt", expiresAt.toString());
    }
    return node;
  }
}
