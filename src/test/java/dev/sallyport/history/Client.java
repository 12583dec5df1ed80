package dev.sallyport.history;

import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.history.Op.Answer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Somebody who asks either gate and has every request recorded.
record Client(Gates gates, Recorder recorder, String principal, String secret) {
  /// What a preview's answer no longer has once its token is void.
  private static final Pattern TOKEN =
      Pattern.compile(",\"(?:confirmToken|confirmBy)\":\"[^\"]*\"");

  /// A request on record with what came back; null where the connection was lost.
  record Asked(Op op, @Nullable Reply reply) {
    boolean succeeded() {
      return reply != null && reply.status() == 200;
    }

    String slug() {
      return reply == null || reply.status() == 200 ? "" : reply.slug();
    }

    /// Whether nobody knows yet what becomes of it, or it could not be taken just now.
    boolean isWorthAnotherTry() {
      return reply == null
          || switch (slug()) {
            case "store-unavailable",
                "draining",
                "idempotency-in-progress",
                "target-busy",
                "outcome-unknown" ->
                true;
            default -> reply.status() == 202;
          };
    }
  }

  Asked execute(int gate, ObjectNode body) {
    String key = body.path("idempotencyKey").asString("");
    String token = body.path("confirmToken").asString("");
    ObjectNode asked = body.deepCopy();
    asked.remove("confirmToken");
    return ask(
        gate,
        body.required("action").asString(),
        body.path("target").asString(""),
        key,
        hash(asked.toString()),
        token.isEmpty() ? "" : hash(token),
        caller -> caller.execute(body));
  }

  Asked get(int gate, String what, String path) {
    return ask(gate, what, "", "", hash(path), "", caller -> caller.get(path));
  }

  private Asked ask(
      int wanted,
      String action,
      String target,
      String key,
      String request,
      String token,
      Function<TestCaller, Reply> call) {
    int gate = gates.reachable(wanted);
    TestCaller caller = new TestCaller(gates.url(gate), secret);
    long number = recorder.nextNumber();
    long start = recorder.now();
    Reply reply;
    try {
      reply = call.apply(caller);
    } catch (UncheckedIOException e) {
      reply = null;
    }
    Op op =
        new Op(
            number,
            principal,
            action,
            target,
            key,
            request,
            token,
            gate,
            start,
            recorder.now(),
            reply == null ? null : answer(reply));
    recorder.record(op);
    return new Asked(op, reply);
  }

  private static Answer answer(Reply reply) {
    JsonNode result = reply.json().path("result");
    String confirm = result.path("confirmToken").asString("");
    return new Answer(
        reply.status(),
        reply.status() < 400 ? "" : reply.slug(),
        reply.replayed(),
        result.path("changeId").asString(""),
        result.path("executionId").asString(""),
        result.path("state").asString(""),
        confirm.isEmpty() ? "" : hash(confirm),
        hash(TOKEN.matcher(reply.text()).replaceAll("")));
  }

  static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
