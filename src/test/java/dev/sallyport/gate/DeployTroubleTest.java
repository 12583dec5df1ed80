package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A deploy whose release cannot be written, as on a full disk.
@Tag("integration")
class DeployTroubleTest {
  private static final String OLD = "<h1>Published</h1>\n";
  private static final String NEW = "<h1>New headline</h1>\n";

  @TempDir Path folder;

  @Test
  void readersSeeWhatTheySawTheAnswerIsKeptAndTheNextChangeGoesOn() throws IOException {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      deploy(agent, "before-1", OLD);
      Path publish = TestGate.data(folder).resolve("www/blog");
      Path releases = publish.resolve("releases");
      String token = agent.token("trouble-1", "index.html", NEW);
      assertThat(agent.confirm("apply", "trouble-1", token).status()).isEqualTo(200);

      Path aside = Files.move(releases, publish.resolve("aside"));
      Files.writeString(releases, "no folder");
      Reply failed = agent.confirm("deploy", "trouble-1", token);
      Files.delete(releases);
      Files.move(aside, releases);

      assertThat(failed.slug()).as(failed.text()).isEqualTo("execution-failed");
      assertThat(failed.text())
          .contains("The release could not be written", "Readers see what they saw")
          .doesNotContain(folder.toString());
      assertThat(gate.published().resolve("index.html")).hasContent(OLD);
      assertThat(agent.confirm("deploy", "trouble-1", token).replayed()).isTrue();
      assertThat(
              StoreFile.of(folder)
                  .number("SELECT count(*) FROM leases WHERE execution_id IS NOT NULL"))
          .isZero();
      deploy(agent, "after-1", "<h1>Afterwards</h1>\n");
      assertThat(gate.published().resolve("index.html")).hasContent("<h1>Afterwards</h1>\n");
    }
  }

  private static void deploy(TestCaller agent, String key, String content) {
    String token = agent.token(key, "index.html", content);
    assertThat(agent.confirm("apply", key, token).status()).isEqualTo(200);
    assertThat(agent.confirm("deploy", key, token).status()).isEqualTo(200);
  }
}
