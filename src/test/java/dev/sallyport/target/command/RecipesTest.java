package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.config.ConfigLoader;
import dev.sallyport.config.Loaded;
import dev.sallyport.config.Policy.Requirement;
import dev.sallyport.config.TargetConfig;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Operation;
import dev.sallyport.gate.Ambient;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Planning;
import dev.sallyport.target.Proposal;
import dev.sallyport.target.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The recipes for real tools, as far as they can be held without the tools: each loads, asks other
/// people first, and starts a stand-in with exactly the arguments that it is meant to.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class RecipesTest {
  private static final Path RECIPES = Path.of("examples/targets");

  /// What a caller would send, by recipe.
  private static final Map<String, String> SAMPLES =
      Map.of(
          "terraform.yaml", "{\"image\": \"registry.example/shop:1.2\"}",
          "kubectl.yaml", "{\"overlay\": \"staging\"}",
          "helm.yaml", "{\"tag\": \"1.2.3\"}",
          "flyway.yaml", "{\"version\": \"2.1\"}",
          "ansible.yaml", "{\"group\": \"canary\", \"version\": \"1.2\"}");

  @TempDir Path folder;

  static Stream<String> recipes() throws IOException {
    try (Stream<Path> files = Files.list(RECIPES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  private TargetConfig.Command load(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("sallyport.yaml"), text);
    Loaded loaded = ConfigLoader.load(Optional.of(file), folder.resolve("var"));
    assertThat(loaded).isInstanceOf(Loaded.Ready.class);
    return (TargetConfig.Command)
        ((Loaded.Ready) loaded).config().targets().values().iterator().next();
  }

  @Test
  void there_is_a_sample_for_each() throws IOException {
    assertThat(recipes()).containsExactlyInAnyOrderElementsOf(SAMPLES.keySet());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void it_loads_as_it_is_and_asks_other_people_first(String recipe) throws IOException {
    TargetConfig.Command command = load(Files.readString(RECIPES.resolve(recipe)));

    assertThat(command.policy().apply()).isInstanceOf(Requirement.Approve.class);
    assertThat(command.policy().auto()).isEmpty();
    assertThat(command.command().risk().guard()).isEqualTo(CommandConfig.OptionGuard.PROVE);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void it_runs_its_tool_with_what_it_lists_and_the_callers_values(String recipe)
      throws IOException {
    CommandConfig config = load(withStandIns(Files.readString(RECIPES.resolve(recipe)))).command();
    standIns(config);
    CommandTarget target =
        CommandTarget.open(config, Ambient.system().clock(), Checkpoint.Listener.NONE);

    Proposal proposal = Commands.proposal(Operation.CHANGE, SAMPLES.get(recipe));
    Planning planning = target.plan(proposal);
    assertThat(planning).isInstanceOf(Planning.Planned.class);
    var run = new Commands.Heard(proposal.change(), proposal.execution());
    var plan = ((Planning.Planned) planning).plan();
    assertThat(target.apply(plan, run)).isInstanceOf(Effect.Done.class);
    assertThat(target.deploy(plan, run)).isInstanceOf(Effect.Done.class);

    assertStarted(
        config, proposal, Step.FINGERPRINT, Step.PLAN, Step.SHOW, Step.APPLY, Step.DEPLOY);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void it_asks_its_probe_about_what_was_cut_off_and_rolls_back_as_it_lists(String recipe)
      throws IOException {
    CommandConfig config = load(withStandIns(Files.readString(RECIPES.resolve(recipe)))).command();
    standIns(config);
    CommandTarget target =
        CommandTarget.open(config, Ambient.system().clock(), Checkpoint.Listener.NONE);
    Proposal proposal = Commands.proposal(Operation.CHANGE, SAMPLES.get(recipe));
    var plan = ((Planning.Planned) target.plan(proposal)).plan();
    var run = new Commands.Heard(proposal.change(), proposal.execution());
    Path dying = Files.createFile(folder.resolve("dying"));
    assertThat(target.apply(plan, run)).isInstanceOf(Effect.Unknown.class);
    Files.delete(dying);
    Files.createFile(folder.resolve("asked"));

    Settlement settlement =
        target.settle(plan, new CutOff(run.execution(), run.change(), Action.APPLY, run.fence()));

    assertThat(settlement)
        .isInstanceOf(
            config.has(Step.PROBE) ? Settlement.Happened.class : Settlement.CannotTell.class);
    assertStarted(config, proposal, Step.PROBE);
    Files.delete(folder.resolve("asked"));
    Proposal back = Commands.proposal(Operation.ROLLBACK, "{}");
    if (target.plan(back) instanceof Planning.Planned undo) {
      var undone = new Commands.Heard(back.change(), back.execution());
      assertThat(target.rollback(undo.plan(), undone)).isInstanceOf(Effect.Done.class);
    } else {
      assertThat(config.has(Step.ROLLBACK)).isFalse();
    }
    assertStarted(config, back, Step.PLAN_ROLLBACK, Step.ROLLBACK);
  }

  private void assertStarted(CommandConfig config, Proposal proposal, Step... steps)
      throws IOException {
    for (Step step : steps) {
      if (config.has(step)) {
        assertThat(started(step)).as(step.setting()).isEqualTo(expected(config, step, proposal));
      }
    }
  }

  /// The recipe with the stand-ins' folder as its PATH and no secrets of ours to read.
  private String withStandIns(String recipe) {
    return recipe
        .replaceAll("PATH: /[^ \n]*", "PATH: " + folder.resolve("bin") + ":/usr/bin:/bin")
        .replaceAll("\\{ file: [^}]*}", "stand-in")
        .replaceAll("workingDirectory: .*", "workingDirectory: .");
  }

  /// A program in the place of each tool that notes its arguments and ends as the step is to end.
  private void standIns(CommandConfig config) throws IOException {
    Files.createDirectories(folder.resolve("bin"));
    for (ArgumentList list : config.steps().values()) {
      Commands.script(
          folder.resolve("bin"),
          list.program(),
          """
          step=$SALLYPORT_STEP
          [ ! -e "%1$s/asked" ] || [ "$step" = fingerprint ] || step=probe
          printf '%%s\\n' "$@" > "%1$s/argv-$step"
          [ "$step" != apply ] || [ ! -e "%1$s/dying" ] || kill -9 $$
          [ "$SALLYPORT_STEP" != plan ] || [ -z "${SALLYPORT_PLAN_FILE-}" ] || echo plan > "$SALLYPORT_PLAN_FILE"
          echo "what it says"
          exit "$(cat "%1$s/code-$step")"
          """
              .formatted(folder));
    }
    for (Step step : config.steps().keySet()) {
      int code = 0;
      while (config.meaning(step, code) != ExitCodes.Meaning.SUCCEEDED) {
        code++;
      }
      Files.writeString(folder.resolve("code-" + step.setting()), Integer.toString(code));
    }
  }

  private List<String> started(Step step) throws IOException {
    return Files.readAllLines(folder.resolve("argv-" + step.setting()));
  }

  private List<String> expected(CommandConfig config, Step step, Proposal proposal) {
    List<String> expected = new ArrayList<>();
    for (String text : config.list(step).texts().stream().skip(1).toList()) {
      String argument =
          text.replace("{execution}", proposal.execution().value())
              .replace(
                  "{planFile}",
                  config
                      .planFile()
                      .map(
                          name ->
                              config
                                  .state()
                                  .resolve("changes/%s/plan/%s".formatted(proposal.change(), name))
                                  .toString())
                      .orElse(""));
      for (var value : proposal.parameters().properties()) {
        argument = argument.replace("{" + value.getKey() + "}", value.getValue().asString());
      }
      expected.add(argument.replace("{{", "{").replace("}}", "}"));
    }
    return expected;
  }
}
