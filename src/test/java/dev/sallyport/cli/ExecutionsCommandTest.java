package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.cli.Program.Ran;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.OtherGate;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Outputs.Channel;
import dev.sallyport.target.Run.Stop;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator does about executions from the command line.
@Tag("integration")
class ExecutionsCommandTest {
  @TempDir Path folder;
  private TestGate gate;
  private OtherGate other;
  private Program operator;

  @BeforeEach
  void start() {
    gate = TestGate.start(folder, OtherGate.WITHOUT_BLOG, Ambient.system(), _ -> {});
    other = new OtherGate(folder);
    operator =
        Program.of(
            gate.caller("ops", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*")), folder);
  }

  @AfterEach
  void stop() {
    other.close();
    gate.close();
  }

  @Test
  void anUnknownOneIsFoundLookedAtAndResolvedOnce() {
    other.end(other.begin(), Outcome.SUCCEEDED);
    ExecutionId id = other.begin();
    other.end(id, Outcome.UNKNOWN);

    Ran list = operator.run("executions", "list", "--unknown");
    assertThat(list.out()).as(list.err()).startsWith(id.value()).hasLineCount(2);
    assertThat(operator.run("executions", "list", "--json").json().path("items")).hasSize(2);
    assertThat(operator.run("executions", "show", id.value()).out())
        .contains("unknown", "sallyport resolve " + id);

    Ran resolved =
        operator.run("resolve", id.value(), "--outcome", "failed", "--reason", "not there");
    assertThat(resolved.status()).as(resolved.err()).isZero();
    assertThat(resolved.out()).contains(id + "  failed", "not there");
    Ran again =
        operator.run("resolve", id.value(), "--outcome", "succeeded", "--reason", "or is it");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("wrong-state");
    assertThat(operator.run("executions", "--unknown").out())
        .isEqualTo("There are no such executions.\n");
  }

  @Test
  void whatCannotBeAskedForIsSaidBeforeTheGateIsAsked() {
    assertThat(operator.run("executions", "show", "../x").status()).isEqualTo(2);
    assertThat(operator.run("executions", "watch", "chg_1").status()).isEqualTo(2);
    assertThat(operator.run("executions", "--unknown", "--state", "failed").err())
        .contains("--unknown", "--state");
    ExecutionId id = other.begin();
    assertThat(operator.run("resolve", id.value(), "--outcome", "maybe", "--reason", "x").status())
        .isEqualTo(2);
    assertThat(operator.run("resolve", id.value(), "--outcome", "failed").err())
        .contains("--reason");
    assertThat(operator.run("resolve", id.value(), "--outcome", "failed", "--reason", "x").err())
        .contains("wrong-state");
  }

  @Test
  void aFreezeAsksWhatRunsToEndOnlyWhereThatIsSaid() {
    ExecutionId id = other.begin();

    assertThat(operator.run("freeze", "--all", "--reason", "x").out())
        .startsWith("frozen  every target, by ops")
        .doesNotContain(id.value());
    Ran stopping = operator.run("freeze", "--all", "--reason", "x", "--stop-running");

    assertThat(stopping.out()).as(stopping.err()).startsWith("asked to end  " + id);
    assertThat(other.store().executions().find(id).orElseThrow().stop()).isEqualTo(Stop.FROZEN);
  }

  @Test
  void whoIsNoOperatorMayLookButNotResolve() {
    ExecutionId id = other.begin();
    other.end(id, Outcome.UNKNOWN);
    Program auditor = Program.of(gate.caller("eyes", Role.AUDITOR), folder);

    assertThat(auditor.run("executions", "list", "--target", "blog").out()).startsWith(id.value());
    Ran refused = auditor.run("resolve", id.value(), "--outcome", "failed", "--reason", "x");

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("forbidden");
  }

  @Test
  void watchingPrintsWhatItSaysToItsEndAndTheExitStatusSaysHowItEnded() throws Exception {
    ExecutionId id = other.begin();
    other.say(id, "one");
    CompletableFuture<Ran> watching =
        CompletableFuture.supplyAsync(
            () -> operator.run("executions", "watch", id.value()), Thread::startVirtualThread);
    other.say(id, "two");
    other.say(id, Channel.PROGRESS, "50");
    other.say(id, "three");
    other.end(id, Outcome.FAILED);

    Ran ran = watching.get(60, TimeUnit.SECONDS);

    assertThat(ran.out()).as(ran.err()).startsWith("one\ntwo\nthree\n" + id + "  failed");
    assertThat(ran.status()).isEqualTo(1);
    Ran json = operator.run("executions", "watch", id.value(), "--json");
    assertThat(json.out().lines())
        .hasSize(5)
        .last()
        .satisfies(line -> assertThat(line).contains("\"event\":\"end\"", "\"state\":\"failed\""));
  }
}
