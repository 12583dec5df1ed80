package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.cli.Program.Ran;
import dev.sallyport.cli.terminal.Surroundings.Terminals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The completion scripts, in the shells that they are for.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class CompletionTest {
  @TempDir Path folder;

  private Path script(String shell) throws IOException {
    Ran ran = new Program(Map.of(), Terminals.NONE).run("completion", shell);
    assertThat(ran.status()).isZero();
    return Files.writeString(folder.resolve("completion." + shell), ran.out());
  }

  private List<String> run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    String err = new String(process.getErrorStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(err).isZero();
    assertThat(err).isEmpty();
    return out.lines().toList();
  }

  private static void assumeInstalled(String shell) {
    boolean there =
        List.of("/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin").stream()
            .anyMatch(place -> Files.isExecutable(Path.of(place, shell)));
    assumeTrue(there, shell + " is not installed here, so its script was not tried");
  }

  private List<String> bash(String words) throws IOException, InterruptedException {
    String ask =
        """
        source ./completion.bash
        # Only bash itself may call it, and not while nobody completes.
        compopt() { :; }
        COMP_WORDS=(sallyport %s)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _complete_sallyport
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(words);
    return run("bash", "--norc", "-c", ask).stream().map(String::strip).toList();
  }

  @Test
  void bash_completes_commands_options_and_values() throws Exception {
    script("bash");

    assertThat(bash("pre")).contains("preview").doesNotContain("status");
    assertThat(bash("changes ''")).contains("list", "show");
    assertThat(bash("preview --fr")).contains("--from-git");
    assertThat(bash("preview --safety ''")).contains("LOW", "MEDIUM", "HIGH");
  }

  @Test
  void zsh_completes_with_its_script() throws Exception {
    assumeInstalled("zsh");
    script("zsh");
    String ask =
        """
        autoload -U +X compinit && compinit -u -d ./dump
        source ./completion.zsh
        print -r -- ${_comps[sallyport]}
        """;

    assertThat(run("zsh", "-f", "-c", ask)).last().asString().contains("_complete_sallyport");
  }

  private List<String> fish(String line) throws IOException, InterruptedException {
    return run("fish", "--no-config", "-c", "source ./completion.fish; complete -C '" + line + "'")
        .stream()
        .map(candidate -> candidate.split("\t", 2)[0])
        .toList();
  }

  @Test
  void fish_completes_commands_options_values_and_files() throws Exception {
    assumeInstalled("fish");
    script("fish");
    Files.writeString(folder.resolve("change.patch"), "");

    assertThat(fish("sallyport pre")).containsExactly("preview");
    assertThat(fish("sallyport changes ")).contains("list", "show").doesNotContain("preview");
    assertThat(fish("sallyport changes list --st")).containsExactly("--state");
    assertThat(fish("sallyport preview blog --fr")).containsExactly("--from-git");
    assertThat(fish("sallyport preview --safety ")).contains("LOW", "MEDIUM", "HIGH");
    assertThat(fish("sallyport preview --patch ch")).contains("change.patch");
    assertThat(fish("sallyport completion ")).contains("bash", "zsh", "fish");
  }
}
