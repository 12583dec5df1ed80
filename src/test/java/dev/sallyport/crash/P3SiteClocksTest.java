package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a site says of a deploy that was cut off, where the gate that published to a new folder
/// before it has another time than the one that ran it.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class P3SiteClocksTest {
  @TempDir Path folder;

  private final AtomicBoolean breaking = new AtomicBoolean();
  private final String configuration =
      "store: { url: \"" + Postgres.database() + "\" }\n" + TestGate.WIDE_LIMITS + TestGate.BLOG;

  /// A gate whose clock is off, and whose site breaks before it switches to a release where it is
  /// told to.
  private TestGate gate(Duration off) {
    Ambient system = Ambient.system();
    InstantSource machine = system.clock();
    return TestGate.start(
        folder,
        configuration,
        new Ambient(() -> machine.instant().plus(off), system.nanos(), system.random()),
        this::reached);
  }

  private void reached(Checkpoint checkpoint) {
    if (checkpoint == Checkpoint.RELEASE_WRITTEN && breaking.get()) {
      throw new IllegalStateException("told to break");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-60, 60})
  void p3_whatBeganAfterTheFolderWasPublishedToAnewIsSettledWhateverTheTimeElsewhere(int seconds)
      throws IOException {
    try (TestGate here = gate(Duration.ZERO);
        TestGate there = gate(Duration.ofSeconds(seconds))) {
      TestCaller caller = here.caller("docs-bot", Role.REQUESTER);
      TestCaller elsewhere = new TestCaller(there.url(), caller.key());
      String first = caller.token("first-1", "index.html", "first\n");
      done(caller.confirm("apply", "first-1", first));
      Files.move(TestGate.data(folder).resolve("www/blog"), folder.resolve("away"));
      done(elsewhere.confirm("deploy", "first-1", first));
      String second = caller.token("second-1", "index.html", "second\n");
      done(caller.confirm("apply", "second-1", second));

      breaking.set(true);
      Reply deployed = caller.confirm("deploy", "second-1", second);
      breaking.set(false);

      assertThat(deployed.slug()).as(deployed.text()).isEqualTo("execution-failed");
      assertThat(Files.readString(here.published().resolve("index.html"))).isEqualTo("first\n");
      String third = caller.token("third-1", "index.html", "third\n");
      done(elsewhere.confirm("apply", "third-1", third));
    }
  }

  private static void done(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }
}
