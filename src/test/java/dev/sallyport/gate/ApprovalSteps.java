package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.store.Store;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What people do with a change that awaits approval, over HTTP.
final class ApprovalSteps {
  private ApprovalSteps() {}

  /// A change that awaits approval.
  record Waiting(String key, String id, String hash) {}

  static Waiting waiting(TestCaller requester, String key) {
    return waiting(key, requester.preview(key, "index.html", "<h1>" + key + "</h1>\n"));
  }

  static Waiting waiting(String key, Reply preview) {
    assertThat(preview.status()).as(preview.text()).isEqualTo(200);
    assertThat(preview.result().required("state").asString()).isEqualTo("awaiting_approval");
    assertThat(preview.result().has("confirmToken")).isFalse();
    return of(key, preview);
  }

  static Waiting of(String key, Reply preview) {
    return new Waiting(
        key,
        preview.result().required("changeId").asString(),
        preview.result().required("plan").required("hash").asString());
  }

  static Reply decide(TestCaller who, String how, Waiting change) {
    return post(who, change, how, decision(change).toString());
  }

  static ObjectNode decision(Waiting change) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("planHash", change.hash())
        .put("reason", "looked at it");
  }

  static Reply post(TestCaller who, Waiting change, String how, String body) {
    return who.post("/v1/changes/" + change.id() + "/" + how, body);
  }

  static Reply token(TestCaller who, Waiting change) {
    return post(who, change, "token", "");
  }

  static String tokenOf(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json().required("confirmToken").asString();
  }

  static void refused(Reply reply, int status, String slug) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.slug()).isEqualTo(slug);
  }

  static void stands(Reply reply, String state, int given) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().required("state").asString()).isEqualTo(state);
    assertThat(reply.json().required("approvals").required("given").asInt()).isEqualTo(given);
  }

  static Reply shown(TestCaller who, Waiting change, String state, int given) {
    Reply reply = who.get("/v1/changes/" + change.id());
    stands(reply, state, given);
    return reply;
  }

  /// The bodies of the audit records of that trace.
  static List<JsonNode> bodies(Path folder, Ambient ambient, String trace) {
    return all(folder, ambient).stream()
        .filter(body -> body.path("traceId").asString("").equals(trace))
        .toList();
  }

  /// The bodies of all audit records.
  static List<JsonNode> all(Path folder, Ambient ambient) {
    try (Store store = TestGate.openStore(folder, ambient)) {
      return store.audit().after(0, 1_000).stream()
          .map(AuditRecord::body)
          .map(JsonNode.class::cast)
          .toList();
    }
  }

  static String trace(Reply reply) {
    return reply.header("traceparent").split("-")[1];
  }
}
