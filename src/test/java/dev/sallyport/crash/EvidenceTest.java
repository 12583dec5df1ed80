package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is looked at after each kill finds what a gate must never leave: each fault is planted into
/// a folder in which all is well.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class EvidenceTest {
  private static final String OF_APPLY =
      "(SELECT id FROM executions WHERE action = 'apply' AND target = 'blog')";

  @TempDir static Path shared;
  private static Path well;

  @TempDir Path temporary;

  @BeforeAll
  static void changeASiteAndATool() {
    well = shared.resolve("well");
    PlanTool tool = PlanTool.in(well, "infra");
    try (TestGate gate =
        TestGate.start(
            well,
            TestGate.WIDE_LIMITS + TestGate.BLOG + tool.configuration(),
            Ambient.system(),
            Checkpoint.Listener.NONE)) {
      TestCaller caller =
          gate.caller("docs-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("*"));
      String token = caller.token("site-1", "index.html", "<h1>New</h1>\n");
      assertThat(caller.confirm("apply", "site-1", token).status()).isEqualTo(200);
      assertThat(caller.confirm("deploy", "site-1", token).status()).isEqualTo(200);
      Reply preview = caller.execute(tool.proposal("preview", "tool-1", "blue"));
      String its = preview.result().required("confirmToken").asString();
      assertThat(caller.execute(tool.confirmation("apply", "tool-1", its)).status()).isEqualTo(200);
    }
  }

  @Test
  void whereAllIsWellNothingIsFound() {
    checkCutOff(well);
    Evidence.of(well, "blog").check();
    tool(well).check();
  }

  static Stream<Arguments> faultsOfTheStore() {
    return Stream.of(
        Arguments.of(
            "a token is used no more",
            "UPDATE confirm_tokens SET used_at = NULL, deployed_at = NULL",
            "a token used without"),
        Arguments.of(
            "an execution has no token",
            "DELETE FROM confirm_tokens",
            "a token used for deploy without"),
        Arguments.of(
            "an execution is gone",
            "DELETE FROM executions WHERE id = " + OF_APPLY,
            "a claimed key of an execution that is not on record"),
        Arguments.of(
            "a token has a second execution",
            """
            INSERT INTO executions SELECT 'exe_again', change_id, target, principal, action,
              'another', state, gate_id, fence + 1, detail, output, trace_id, echo, started_at,
              ended_at, stop FROM executions WHERE id =
            """
                + OF_APPLY,
            "a token used without"),
        Arguments.of(
            "a key is free again",
            "DELETE FROM requests WHERE action = 'apply'",
            "an execution that is not the one of its key"),
        Arguments.of(
            "an execution runs without a lease",
            "UPDATE executions SET state = 'running', ended_at = NULL WHERE id = " + OF_APPLY,
            "an execution that runs without the lease"),
        Arguments.of(
            "an answer is forgotten",
            "UPDATE requests SET status = NULL, body = NULL, answered_at = NULL"
                + " WHERE action = 'apply'",
            "an execution that has ended without an answer"),
        Arguments.of(
            "a token's use is off the record",
            "DELETE FROM audit_records WHERE body ->> '$.event' = 'token.used'",
            "a token's use not on the record once"),
        Arguments.of("a start is on the record twice", again("execution.started"), "not started"),
        Arguments.of("an end is on the record twice", again("execution.finished"), "end is not on"),
        Arguments.of(
            "the plan is not the one that was seen",
            "UPDATE plans SET material = json_set(material, '$.commit', '%s')"
                .formatted("0".repeat(40)),
            "not what was previewed"),
        Arguments.of(
            "the plan starts from elsewhere",
            "UPDATE plans SET base = '%s'".formatted("0".repeat(40)),
            "not what was previewed"),
        Arguments.of(
            "the tool was to make something else",
            "UPDATE plans SET diff = replace(diff, 'blue', 'green')",
            "not previewed so"));
  }

  private static String again(String event) {
    return """
    INSERT INTO audit_records SELECT (SELECT max(sequence) + 1 FROM audit_records), body, previous,
      hash, seal FROM audit_records WHERE body ->> '$.event' = '%s' LIMIT 1
    """
        .formatted(event);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void faultsOfTheStore(String name, String fault, String found) {
    Path folder = copy();

    assertThat(StoreFile.of(folder).update(fault)).as(name).isPositive();

    assertThatThrownBy(() -> checkCutOff(folder)).hasMessageContaining(found);
  }

  @Test
  void aCommitThatIsMadeTwiceIsFound() {
    Path repository = site(copy()).repository();
    String message = SiteFiles.git(repository, "log", "-1", "--format=%B");
    String again =
        SiteFiles.git(repository, "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", message);

    SiteFiles.git(repository, "update-ref", "HEAD", again.strip());

    assertThatThrownBy(() -> checkCutOff(folder())).hasMessageContaining("no execution twice");
  }

  @Test
  void aCommitThatIsGoneIsFound() {
    Path repository = site(copy()).repository();

    SiteFiles.git(repository, "update-ref", "HEAD", "HEAD~1");

    assertThatThrownBy(() -> checkCutOff(folder())).hasMessageContaining("without a commit");
  }

  static Stream<Arguments> faultsOfTheTool() {
    return Stream.of(
        Arguments.of("log", twice(), "no step of an execution twice"),
        Arguments.of("log", instead("done ", "undone "), "has not done"),
        Arguments.of("log", instead("begin ", "began "), "nothing is done that did not begin"),
        Arguments.of("log", instead(" exe_", " exe_other"), "not on record"),
        Arguments.of("made", instead("blue", "green"), "not previewed so"));
  }

  private static UnaryOperator<List<String>> twice() {
    return lines -> {
      List<String> all = new ArrayList<>(lines);
      all.addAll(lines);
      return all;
    };
  }

  private static UnaryOperator<List<String>> instead(String old, String other) {
    return lines -> lines.stream().map(line -> line.replace(old, other)).toList();
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource
  void faultsOfTheTool(String file, UnaryOperator<List<String>> fault, String found)
      throws IOException {
    Path lines = tool(copy()).tool().state().resolve(file);

    Files.write(lines, fault.apply(Files.readAllLines(lines)));

    assertThatThrownBy(() -> checkCutOff(folder())).hasMessageContaining(found);
  }

  private static void checkCutOff(Path folder) {
    Evidence.of(folder, "blog").checkCutOff();
    tool(folder).checkCutOff();
  }

  private static SiteFiles site(Path folder) {
    return Evidence.of(folder, "blog").sites().get("blog");
  }

  private static ToolEvidence tool(Path folder) {
    return new ToolEvidence(folder, PlanTool.in(folder, "infra"));
  }

  private Path folder() {
    return temporary.resolve("gate");
  }

  private Path copy() {
    try (Stream<Path> paths = Files.walk(well)) {
      for (Path path : paths.toList()) {
        Files.copy(
            path,
            folder().resolve(well.relativize(path).toString()),
            LinkOption.NOFOLLOW_LINKS,
            StandardCopyOption.COPY_ATTRIBUTES);
      }
      return folder();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
