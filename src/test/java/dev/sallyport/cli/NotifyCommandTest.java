package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.cli.Program.Ran;
import dev.sallyport.cli.terminal.Surroundings.Terminals;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Notices.Held;
import dev.sallyport.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is told how far, and what could not be told, from the command line.
@Tag("integration")
class NotifyCommandTest {
  @TempDir Path folder;

  private Ran run(String... arguments) {
    String[] place = {
      "--config", TestGate.configurationFile(folder).toString(),
      "--data", TestGate.data(folder).toString()
    };
    return new Program(Map.of(), Terminals.NONE)
        .run(Stream.concat(Stream.of(arguments), Stream.of(place)).toArray(String[]::new));
  }

  @Test
  void dead_letters_are_listed_and_sent_again() throws IOException {
    TestGate.prepare(folder, TestGate.BLOG);
    Duration hold = Duration.ofMinutes(1);
    try (Store store = TestGate.openStore(folder, Ambient.system())) {
      assertThat(run("notify", "list").out()).startsWith("Nobody is told yet");
      store.notices().register("hook");
      TestGate.key(
          folder, Ambient.system(), "ada", PrincipalKind.PERSON, Set.of(Role.AUDITOR), Set.of("*"));
      Held held = store.notices().hold("hook", hold).orElseThrow();
      store.notices().buried(held, 1, "it answered 404", hold);
    }

    assertThat(run("notify", "list").out())
        .isEqualTo("hook  at record 1, 0 behind, dead letters: 1\n");
    assertThat(run("notify", "list", "--dead").out())
        .startsWith("hook  record 1, given up at 20")
        .endsWith(", tries: 1; it answered 404\n");
    assertThat(run("notify", "retry").status()).isEqualTo(2);
    assertThat(run("notify", "retry", "--record", "9").err()).contains("no such dead letter");
    assertThat(run("notify", "retry", "--all").out()).isEqualTo("1 dead letter is sent again\n");
    assertThat(run("notify", "list", "--dead", "--json").json().path(0).path("again").asBoolean())
        .isTrue();
  }
}
