package dev.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.cli.terminal.Surroundings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// A gate is started without the other commands, and nobody can tell.
class ServeAloneTest {
  private final Surroundings nowhere = Surroundings.of(Map.of());

  private CommandLine of(String... arguments) {
    return Main.forArguments(arguments, nowhere);
  }

  @Test
  void serve_is_the_same_command_alone_and_among_the_others() {
    CommandLine alone = of("serve", "--port", "0").getSubcommands().get("serve");
    CommandLine among = of("help").getSubcommands().get("serve");

    assertThat(of("serve").getSubcommands()).containsOnlyKeys("serve");
    assertThat(alone.getUsageMessage()).isEqualTo(among.getUsageMessage());
    assertThat(alone.isCaseInsensitiveEnumValuesAllowed())
        .isEqualTo(among.isCaseInsensitiveEnumValuesAllowed());
  }

  @Test
  void everything_else_has_every_command() {
    assertThat(of().getSubcommands())
        .containsKeys("demo", "bench", "serve", "keys", "preview", "completion", "help");
    assertThat(of("--help").getSubcommands()).hasSizeGreaterThan(20);
    assertThat(of("server").getSubcommands()).hasSizeGreaterThan(20);
  }
}
