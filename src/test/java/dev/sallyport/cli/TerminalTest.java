package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The command line on a terminal: colours, the pager, the question, the bar, Ctrl-C.
@Tag("integration")
@EnabledOnOs(value = OS.LINUX, disabledReason = "script of util-linux makes the terminal")
class TerminalTest {
  private static final String GREEN_LINE = "\u001b[32m+<h1>Good morning</h1>\u001b[0m";

  @TempDir Path folder;
  private TestGate gate;
  private TestCaller caller;
  private Map<String, String> environment;
  private Path paged;

  @BeforeEach
  void start() throws IOException {
    gate = TestGate.start(folder);
    caller = gate.caller("docs-bot", Role.REQUESTER);
    paged = folder.resolve("paged");
    Path pager = Files.writeString(folder.resolve("pager"), "#!/bin/sh\ncat > paged\nenv > env\n");
    Files.setPosixFilePermissions(pager, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(folder.resolve("new.html"), "<h1>Good morning</h1>\n");
    environment = new HashMap<>(Program.of(caller, folder).environment());
    environment.put("PAGER", "./pager");
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private static String[] preview(String key) {
    return new String[] {
      "preview", "blog", "--command", "Greet", "--key", key, "--edit", "index.html=new.html"
    };
  }

  @Test
  void a_plan_goes_coloured_through_the_pager_which_is_told_no_key() throws Exception {
    try (Pty terminal = Pty.of(folder, environment, preview("one-1"))) {
      assertThat(terminal.ended()).as(terminal.seen()).isZero();
      assertThat(Files.readString(paged)).contains(GREEN_LINE);
      assertThat(Files.readString(folder.resolve("env")))
          .contains("LESS=FRX")
          .doesNotContain("spk_");
      assertThat(terminal.seen())
          .contains("Confirm it until", "sallyport apply one-1")
          .doesNotContain("Good morning", "spt_");
    }
  }

  @Test
  void no_color_is_heeded_and_a_missing_pager_prints() throws Exception {
    environment.put("NO_COLOR", "1");
    environment.put("PAGER", "/no/such/pager");
    try (Pty terminal = Pty.of(folder, environment, preview("one-1"))) {
      assertThat(terminal.ended()).isZero();
      assertThat(terminal.seen()).contains("+<h1>Good morning</h1>").doesNotContain("\u001b[3");
    }
  }

  @Test
  void into_a_pipe_there_is_no_pager_and_no_colour() throws Exception {
    try (Pty pipe = Pty.piped(folder, environment, preview("one-1"))) {
      assertThat(pipe.ended()).isZero();
      assertThat(pipe.seen()).contains("+<h1>Good morning</h1>").doesNotContain("\u001b");
      assertThat(paged).doesNotExist();
    }
  }

  @Test
  void a_rollback_asks_and_only_yes_is_yes() throws Exception {
    String token = caller.token("one-1", "index.html", "<h1>Good morning</h1>\n");
    caller.confirm("apply", "one-1", token);
    caller.confirm("deploy", "one-1", token);

    try (Pty terminal = Pty.of(folder, environment, "rollback", "blog", "--key", "back-1")) {
      terminal.awaitText("Roll blog back? [y/N]");
      terminal.type("\n");
      assertThat(terminal.ended()).as(terminal.seen()).isEqualTo(1);
      assertThat(terminal.seen()).contains("Nothing was done");
      assertThat(gate.published().resolve("index.html")).hasContent("<h1>Good morning</h1>\n");
    }
    try (Pty terminal = Pty.of(folder, environment, "rollback", "blog", "--key", "back-1")) {
      terminal.awaitText("Roll blog back? [y/N]");
      terminal.type("y\n");
      assertThat(terminal.ended()).as(terminal.seen()).isZero();
      assertThat(terminal.seen()).contains("rolled_back");
      assertThat(gate.published().resolve("index.html")).hasContent("<h1>Old headline</h1>\n");
    }
  }

  @Test
  void ctrl_c_ends_the_watching_with_130_and_leaves_the_change_alone() throws Exception {
    CtrlC.assumeHeeded();
    String id =
        caller
            .preview("one-1", "index.html", "<h1>Good morning</h1>\n")
            .result()
            .required("changeId")
            .asString();
    try (Pty terminal = Pty.of(folder, environment, "watch", id)) {
      terminal.awaitText(id + " is awaiting_confirmation");
      terminal.awaitText("<===>");
      terminal.type("\u0003");
      assertThat(terminal.ended()).as(terminal.seen()).isEqualTo(130);
      assertThat(terminal.seen()).contains("only the watching has ended");
    }
    assertThat(caller.get("/v1/changes/" + id).json().required("state").asString())
        .isEqualTo("awaiting_confirmation");
  }
}
