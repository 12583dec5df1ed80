package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/// A folder of gates that have one command target, `infra`, and the change that is cut off there.
///
/// @param key of a requester
record Infra(Path folder, PlanTool tool, String key) {
  private static final String KEY = "crashed-1";

  static Infra in(Path folder) {
    try {
      PlanTool tool = PlanTool.in(Files.createDirectories(folder), "infra");
      TestGate.prepare(folder, configuration(tool));
      String key = TestGate.agentKey(folder, "ops", "infra");
      return new Infra(folder, tool, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String configuration(PlanTool tool) {
    return "server: { lease: 4s }\n"
        + TestGate.WIDE_LIMITS
        + "targets:\n"
        + tool.configuration("grace: 1s");
  }

  TestGate gate() {
    return TestGate.start(folder, configuration(tool), Ambient.system(), Checkpoint.Listener.NONE);
  }

  TestCaller caller(String url) {
    return new TestCaller(url, key);
  }

  /// Does everything up to the request that is to be cut off, sends that without waiting for its
  /// answer, and returns it.
  ObjectNode cutOff(String url, String action) {
    ObjectNode request = prepared(caller(url), action);
    var unused =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    caller(url).execute(request);
                  } catch (UncheckedIOException e) {
                    // The gate is killed before it can answer.
                  }
                });
    return request;
  }

  private ObjectNode prepared(TestCaller caller, String action) {
    if (action.equals("auto")) {
      return tool.proposal("auto", KEY, "blue");
    }
    String token = token(caller, KEY, "blue");
    if (action.equals("deploy")) {
      assertThat(caller.execute(tool.confirmation("apply", KEY, token)).status()).isEqualTo(200);
    }
    return tool.confirmation(action, KEY, token);
  }

  String token(TestCaller caller, String name, String value) {
    Reply preview = caller.execute(tool.proposal("preview", name, value));
    assertThat(preview.status()).as(preview.text()).isEqualTo(200);
    return preview.result().required("confirmToken").asString();
  }

  /// The target is free again: the next change is applied.
  void goesOn(TestCaller caller) {
    String token = token(caller, "after-1", "afterwards");
    Reply applied = caller.execute(tool.confirmation("apply", "after-1", token));
    assertThat(applied.status()).as(applied.text()).isEqualTo(200);
    assertThat(tool.value()).isEqualTo("afterwards");
  }

  /// What the record has of the last execution that was cut off.
  String state() {
    return StoreFile.of(folder)
        .text(
            "SELECT state FROM executions WHERE idempotency_key = ? ORDER BY rowid DESC LIMIT 1",
            KEY);
  }

  boolean hasEvent(String event) {
    return StoreFile.of(folder)
            .number(
                "SELECT count(*) FROM audit_records WHERE json_extract(body, '$.event') = ?", event)
        > 0;
  }

  void checkEvidence() {
    Evidence.of(folder).check();
    new ToolEvidence(folder, tool).check();
  }
}
