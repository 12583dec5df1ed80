package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.cli.Program.Ran;
import dev.sallyport.cli.terminal.Surroundings.Terminals;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Finished;
import dev.sallyport.fixture.Needed;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
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

  /// What says which gate to ask, and who asks.
  private Map<String, String> asking = Map.of();

  private Path script(String shell) throws IOException {
    Ran ran = new Program(Map.of(), Terminals.NONE).run("completion", shell);
    assertThat(ran.status()).isZero();
    return Files.writeString(folder.resolve("completion." + shell), ran.out());
  }

  private List<String> run(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("SALLYPORT_"));
    environment.putAll(asking);
    environment.put("PATH", folder + File.pathSeparator + environment.get("PATH"));
    Finished finished = Finished.of(builder);
    assertThat(finished.status()).as(finished.err()).isZero();
    assertThat(finished.err()).isEmpty();
    return finished.out().lines().toList();
  }

  private List<String> bash(String words) {
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
    assertThat(bash("preview --safety m")).containsExactly("medium");
    assertThat(bash("keys create --role ''")).contains("requester", "approver");
    assertThat(bash("preview --safety ''")).contains("low", "medium", "high");
  }

  /// What zsh itself offers for that line: an interactive one in a pseudo-terminal, in which a tab
  /// is pressed and each candidate that is added is written down.
  private List<String> zsh(String... lines) throws IOException {
    String inner =
        """
        # Nor a list of what there is: a long one is asked about first.
        unsetopt zle_bracketed_paste prompt_sp auto_list
        PS1= PS2=
        autoload -Uz +X compinit && compinit -u -d ./dump
        source ./completion.zsh
        compadd() {
            local -a found
            builtin compadd -O found "$@"
            (( $#found )) && print -rl -- $found >> ./candidates
            builtin compadd "$@"
        }
        offered() { zle complete-word; print -n -- OFFE; print RED }
        zle -N offered
        bindkey '^I' offered
        # Only then has the editor taken the terminal.
        ready() { print -n -- REA; print DY }
        zle -N zle-line-init ready
        """;
    Files.writeString(folder.resolve("inner.zsh"), inner);
    Files.writeString(folder.resolve("candidates"), "");
    String ask =
        """
        zmodload zsh/zpty zsh/zselect
        zpty -b shell zsh -f -i
        fd=$REPLY
        await() {
          local seen= part
          until [[ $seen == *$1* ]]; do
            if ! { zselect -t 6000 -r $fd && zpty -r shell part }; then
              print -ru2 -- "no $1, but: $seen"
              zpty -d shell
              exit 1
            fi
            seen+=$part
          done
        }
        zpty -w shell 'source ./inner.zsh'
        await READY
        for line; do
          zpty -w -n shell "$line"$'\t'
          await OFFERED
        done
        zpty -d shell
        """;
    List<String> words = new ArrayList<>(List.of("zsh", "-f", "-c", ask, "ask"));
    words.addAll(List.of(lines));
    run(words.toArray(String[]::new));
    return Files.readAllLines(folder.resolve("candidates")).stream().map(String::strip).toList();
  }

  @Test
  void zsh_completes_commands_options_values_and_files() throws Exception {
    Needed.program(List.of("zsh"), "zsh is not installed here, so its script was not tried");
    script("zsh");
    Files.writeString(folder.resolve("change.patch"), "");

    assertThat(zsh("sallyport pre")).containsExactly("preview");
    assertThat(zsh("sallyport changes ")).contains("list", "show").doesNotContain("preview");
    assertThat(zsh("sallyport changes list --st")).containsExactly("--state");
    assertThat(zsh("sallyport preview --fr")).containsExactly("--from-git");
    assertThat(zsh("sallyport preview --safety ")).containsExactly("low", "medium", "high");
    assertThat(zsh("sallyport keys create --kind p")).containsExactly("person");
    assertThat(zsh("sallyport completion ")).containsExactly("bash", "zsh", "fish");
    assertThat(zsh("sallyport preview --patch ch")).contains("change.patch");
  }

  @Test
  void a_script_comes_as_json_too() throws IOException {
    Ran ran = new Program(Map.of(), Terminals.NONE).run("completion", "fish", "--json");

    assertThat(ran.status()).isZero();
    assertThat(ran.json().required("shell").asString()).isEqualTo("fish");
    assertThat(ran.json().required("script").asString())
        .isEqualTo(Files.readString(script("fish")));
  }

  /// Each of the shells is asked twice in one session.
  @Test
  void a_shell_asks_for_names_once_a_minute() throws Exception {
    program("echo asked >> ./asked\necho blog\n");
    Path asked = folder.resolve("asked");
    script("bash");
    String twice =
        """
        source ./completion.bash
        compopt() { :; }
        for turn in 1 2; do
          COMP_WORDS=(sallyport freeze --target '') COMP_CWORD=3 COMPREPLY=()
          _complete_sallyport
          printf '%s\\n' "${COMPREPLY[@]}"
        done
        """;
    assertThat(run("bash", "--norc", "-c", twice)).containsExactly("blog", "blog");
    assertThat(asked).hasContent("asked");
    if (Files.isExecutable(Path.of("/usr/bin/fish"))) {
      Files.delete(asked);
      script("fish");
      String again = "complete -C 'sallyport freeze --target '";
      List<String> offered =
          run("fish", "--no-config", "-c", "source ./completion.fish; " + again + "; " + again);
      assertThat(offered).hasSize(2).allMatch(candidate -> candidate.startsWith("blog"));
      assertThat(asked).hasContent("asked");
    }
    if (Files.isExecutable(Path.of("/usr/bin/zsh"))) {
      Files.delete(asked);
      script("zsh");
      assertThat(zsh("sallyport freeze --target ", "\u0015sallyport rollback "))
          .containsExactly("blog", "blog");
      assertThat(asked).hasContent("asked");
    }
  }

  private List<String> fish(String line) {
    return run("fish", "--no-config", "-c", "source ./completion.fish; complete -C '" + line + "'")
        .stream()
        .map(candidate -> candidate.split("\t", 2)[0])
        .toList();
  }

  @Test
  void fish_completes_commands_options_values_and_files() throws Exception {
    Needed.program(List.of("fish"), "fish is not installed here, so its script was not tried");
    script("fish");
    Files.writeString(folder.resolve("change.patch"), "");

    assertThat(fish("sallyport pre")).containsExactly("preview");
    assertThat(fish("sallyport changes ")).contains("list", "show").doesNotContain("preview");
    assertThat(fish("sallyport changes list --st")).containsExactly("--state");
    assertThat(fish("sallyport preview blog --fr")).containsExactly("--from-git");
    assertThat(fish("sallyport preview --safety ")).contains("low", "medium", "high");
    assertThat(fish("sallyport preview --patch ch")).contains("change.patch");
    assertThat(fish("sallyport completion ")).contains("bash", "zsh", "fish");
  }

  /// A program of that name, as the shells find it.
  private void program(String lines) throws IOException {
    Path program = Files.writeString(folder.resolve("sallyport"), "#!/bin/sh\n" + lines);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void names_of_targets_are_those_of_the_gate_or_of_the_configuration() throws Exception {
    program(
        "exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' dev.sallyport.cli.Main \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Pty.absolute(System.getProperty("java.class.path"))));
    script("bash");
    Files.writeString(
        folder.resolve("sallyport.yaml"), TestGate.BLOG.replace("  blog:", "  docs.declared:"));
    assertThat(bash("freeze --target ''")).containsExactly("docs.declared");

    Path other = Files.createDirectory(folder.resolve("gate"));
    try (TestGate gate = TestGate.start(other)) {
      TestCaller caller = gate.caller("docs-bot", Role.REQUESTER);
      asking = Map.of("SALLYPORT_URL", gate.url(), "SALLYPORT_KEY", caller.key());
      // A busy gate may be too slow for a completion, as for a person, who presses tab again.
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(bash("preview ''")).containsExactly("blog"));
      Program here = new Program(asking, Terminals.NONE);
      assertThat(here.run("complete-targets", "--json").json().toString()).isEqualTo("[\"blog\"]");
      assertThat(here.run("complete-targets").out()).isEqualTo("blog\n");
      // Whose key is for nothing here is offered nothing.
      asking =
          Map.of(
              "SALLYPORT_URL",
              gate.url(),
              "SALLYPORT_KEY",
              gate.caller("x", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("shop")).key());
      assertThat(new Program(asking, Terminals.NONE).run("complete-targets").out()).isEmpty();
    }
    Ran ran =
        new Program(Map.of("SALLYPORT_URL", "::", "SALLYPORT_KEY", "x"), Terminals.NONE)
            .run("complete-targets");
    assertThat(ran.status()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(new Program(Map.of(), Terminals.NONE).run("--help").out())
        .doesNotContain("complete-targets");
  }

  @Test
  void a_shell_takes_names_alone_and_says_nothing_where_there_are_none() throws Exception {
    boolean zsh = Files.isExecutable(Path.of("/usr/bin/zsh"));
    boolean fish = Files.isExecutable(Path.of("/usr/bin/fish"));
    for (String shell : List.of("bash", "zsh", "fish")) {
      script(shell);
    }
    program(
        """
        cat <<'END'
        blog
        $(touch taken)
        `touch taken`
        '; touch taken; '
        "$(touch taken)"
        docs.site-1
        --all
        blog two
        <(touch taken)
        ~root
        /etc/passwd
        bl*
        Blog
        END
        """);
    assertThat(bash("freeze --target ''")).containsExactly("blog", "docs.site-1");
    assertThat(bash("preview ''")).containsExactly("blog", "docs.site-1");
    assertThat(bash("changes list --target d")).containsExactly("docs.site-1");
    assertThat(bash("pre")).contains("preview").doesNotContain("complete-targets");
    if (zsh) {
      assertThat(zsh("sallyport freeze --target ")).containsExactly("blog", "docs.site-1");
      assertThat(zsh("sallyport rollback d")).containsExactly("docs.site-1");
    }
    if (fish) {
      assertThat(fish("sallyport freeze --target ")).containsExactly("blog", "docs.site-1");
      assertThat(fish("sallyport auto d")).containsExactly("docs.site-1");
      assertThat(fish("sallyport comp")).containsExactly("completion");
    }
    assertThat(folder.resolve("taken")).doesNotExist();

    program("echo 'no gate' >&2\nexit 5\n");
    assertThat(bash("freeze --target ''")).containsExactly("");
    if (zsh) {
      assertThat(zsh("sallyport freeze --target ")).isEmpty();
      assertThat(zsh("sallyport rollback ")).isEmpty();
    }
    if (fish) {
      assertThat(fish("sallyport freeze --target ")).isEmpty();
    }
  }
}
