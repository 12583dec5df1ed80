package dev.sallyport.target.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.domain.Operation;
import dev.sallyport.target.Planning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Commands of several targets at the same time.
@Tag("integration")
@EnabledOnOs(OS.LINUX)
class TargetsBesideTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void a_command_that_ends_takes_none_of_another_target_with_it() throws Exception {
    Path begun = folder.resolve("begun");
    Path goOn = folder.resolve("go-on");
    Path slow =
        Commands.script(
            Files.createDirectory(folder.resolve("one")),
            "slow",
            """
            echo begun > "%s"
            while [ ! -e "%s" ]; do sleep 0.1; done
            echo planned
            """
                .formatted(begun, goOn));
    CommandTarget one = open("one", slow);
    CommandTarget other = open("other", Path.of("/bin/echo"));
    CompletableFuture<Planning> planning =
        CompletableFuture.supplyAsync(
            () -> one.plan(Commands.proposal(Operation.CHANGE, "{}")), Thread::startVirtualThread);
    await().atMost(SOON).until(() -> Files.exists(begun));

    Planning beside = other.plan(Commands.proposal(Operation.CHANGE, "{}"));

    assertThat(beside).isInstanceOf(Planning.Planned.class);
    Files.createFile(goOn);
    assertThat(planning.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(Planning.Planned.class);
  }

  private CommandTarget open(String name, Path plan) throws Exception {
    Path own = Files.createDirectories(folder.resolve(name));
    return Commands.open(
        own,
        """
        environment: { PATH: "/usr/bin:/bin" }
        fingerprint: [/bin/echo, same]
        plan: [%s, planned]
        apply: [/bin/echo, applied]
        """
            .formatted(plan));
  }
}
