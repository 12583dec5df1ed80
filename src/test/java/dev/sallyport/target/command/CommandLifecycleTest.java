package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A command target through a whole gate, with a tool that saves its plans.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class CommandLifecycleTest {
  @TempDir Path folder;

  private PlanTool tool;
  private TestGate gate;
  private TestCaller caller;

  @BeforeEach
  void start() {
    tool = PlanTool.in(folder, "infra");
    gate =
        TestGate.start(
            folder,
            TestGate.WIDE_LIMITS + "targets:\n" + tool.configuration(),
            Ambient.system(),
            Checkpoint.Listener.NONE);
    caller = gate.caller("ops", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("infra"));
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private Reply preview(String key, String value) {
    return ok(caller.execute(tool.proposal("preview", key, value)));
  }

  private static Reply ok(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply;
  }

  private static String token(Reply preview) {
    return preview.result().required("confirmToken").asString();
  }

  private Reply confirm(String action, String key, String token) {
    return caller.execute(tool.confirmation(action, key, token));
  }

  @Test
  void a_preview_shows_what_the_tool_has_planned_and_changes_nothing() {
    JsonNode plan = preview("first-1", "blue").result().required("plan");

    assertThat(plan.required("diff").asString()).isEqualTo("- none\n+ blue\n");
    assertThat(plan.required("base").asString()).startsWith("sha256:");
    assertThat(plan.required("summary").asString()).contains("plantool");
    assertThat(tool.value()).isEqualTo("none");
    assertThat(tool.log()).isEmpty();
  }

  @Test
  void a_change_goes_from_preview_to_apply_to_deploy_and_back() {
    Reply preview = preview("first-1", "blue");
    Reply applied = ok(confirm("apply", "first-1", token(preview)));
    assertThat(tool.value()).isEqualTo("blue");
    assertThat(applied.result().at("/output/apply/exitCode").asInt(-1)).isZero();
    assertThat(applied.result().at("/output/apply/lastLines").toString())
        .isEqualTo("[\"0%\",\"50%\",\"100%\"]");

    ok(confirm("deploy", "first-1", token(preview)));
    assertThat(tool.live()).isEqualTo("blue");

    Reply second = preview("second-1", "red");
    ok(confirm("apply", "second-1", token(second)));
    ok(confirm("deploy", "second-1", token(second)));
    assertThat(tool.live()).isEqualTo("red");

    Reply back = ok(caller.execute(tool.rollback("undo-1")));
    assertThat(back.result().at("/plan/diff").asString()).isEqualTo("- red\n+ blue\n");
    Reply rolledBack = ok(confirm("rollback", "undo-1", token(back)));
    assertThat(rolledBack.result().required("state").asString()).isEqualTo("rolled_back");
    assertThat(tool.value()).isEqualTo("blue");
    assertThat(tool.live()).isEqualTo("blue");
  }

  @Test
  void auto_applies_and_deploys_under_one_execution() {
    Reply auto = ok(caller.execute(tool.proposal("auto", "auto-1", "green")));

    assertThat(tool.live()).isEqualTo("green");
    String execution = auto.result().required("executionId").asString();
    assertThat(tool.log())
        .extracting(line -> line.substring(0, line.lastIndexOf(' ')))
        .containsExactly(
            "begin apply " + execution,
            "done apply " + execution,
            "begin deploy " + execution,
            "done deploy " + execution);
    assertThat(auto.result().required("output").propertyNames()).containsExactly("apply", "deploy");
  }

  @Test
  void what_the_tool_says_is_kept_line_by_line_with_its_progress() {
    Reply preview = preview("first-1", "blue");
    ok(confirm("apply", "first-1", token(preview)));

    String kept =
        StoreFile.of(folder)
            .text("SELECT group_concat(channel || ':' || text, ' ') FROM execution_output");
    assertThat(kept).contains("stdout:50%", "progress:50", "progress:100");
  }

  @Test
  void nothing_to_change_is_refused() {
    ok(confirm("apply", "first-1", token(preview("first-1", "blue"))));

    Reply again = caller.execute(tool.proposal("preview", "again-1", "blue"));

    assertThat(again.slug()).as(again.text()).isEqualTo("plan-refused");
    assertThat(again.json().at("/errors/0/code").asString()).isEqualTo("no-change");
  }

  @Test
  void p4_a_target_that_has_moved_since_the_preview_makes_the_plan_stale() {
    String token = token(preview("first-1", "blue"));
    tool.tell("value", "elsewhere\n");

    Reply refused = confirm("apply", "first-1", token);

    assertThat(refused.slug()).as(refused.text()).isEqualTo("plan-stale");
    assertThat(tool.value()).isEqualTo("elsewhere");
    assertThat(tool.log()).isEmpty();
  }

  @Test
  void p4_a_plan_file_that_differs_in_one_byte_is_never_applied() throws Exception {
    String token = token(preview("first-1", "blue"));
    Path saved = savedPlans().getFirst();
    Files.writeString(saved, Files.readString(saved).replace("blue", "blub"));

    Reply refused = confirm("apply", "first-1", token);

    assertThat(refused.slug()).as(refused.text()).isEqualTo("plan-stale");
    assertThat(tool.log()).isEmpty();
  }

  @Test
  void p4_a_plan_file_that_is_gone_makes_the_plan_stale() throws Exception {
    String token = token(preview("first-1", "blue"));
    Files.delete(savedPlans().getFirst());

    assertThat(confirm("apply", "first-1", token).slug()).isEqualTo("plan-stale");
    assertThat(tool.log()).isEmpty();
  }

  @Test
  void a_tool_that_fails_fails_the_execution_and_says_why() {
    String token = token(preview("first-1", "blue"));
    tool.tell("fail", "");

    Reply failed = confirm("apply", "first-1", token);

    assertThat(failed.slug()).as(failed.text()).isEqualTo("execution-failed");
    assertThat(failed.json().required("detail").asString()).contains("exit code 1", "told to fail");
    assertThat(tool.value()).isEqualTo("none");
  }

  @Test
  void a_plan_lies_where_its_owner_alone_can_read_it_and_goes_when_it_is_applied()
      throws Exception {
    String token = token(preview("first-1", "blue"));
    Path saved = savedPlans().getFirst();
    for (Path at = saved.getParent();
        !at.equals(TestGate.data(folder).resolve("targets"));
        at = at.getParent()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(at)))
          .as(at.toString())
          .isEqualTo("rwx------");
    }

    ok(confirm("apply", "first-1", token));

    assertThat(savedPlans()).isEmpty();
  }

  @Test
  void planning_alone_leaves_nothing_behind() throws Exception {
    ok(caller.execute(tool.proposal("plan", "plan-1", "blue")));

    assertThat(savedPlans()).isEmpty();
    try (Stream<Path> passing =
        Files.list(TestGate.data(folder).resolve("targets/infra/passing"))) {
      assertThat(passing).isEmpty();
    }
  }

  private List<Path> savedPlans() throws IOException {
    try (Stream<Path> files = Files.walk(TestGate.data(folder).resolve("targets"))) {
      return files.filter(file -> file.endsWith("saved")).toList();
    }
  }

  @Test
  void the_target_shows_what_it_can_do_and_no_path() {
    Reply status = caller.get("/v1/targets");

    assertThat(status.text())
        .contains("\"command\"", "planRollback")
        .doesNotContain(folder.toString());
  }
}
