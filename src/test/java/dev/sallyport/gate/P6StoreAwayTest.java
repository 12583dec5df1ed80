package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Rush;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P6 over HTTP: without its store the gate executes nothing, says so, and goes on once it is back.
@Tag("integration")
class P6StoreAwayTest {
  @TempDir Path folder;

  @Test
  void p6_nothingExecutesWhileTheStoreCannotBeWritten() throws Exception {
    try (TestGate gate = TestGate.start(folder)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      SiteFiles site = SiteFiles.of(gate);
      String token = agent.token("away-1", "index.html", "new\n");
      String head = site.head();

      try (Connection other = StoreFile.of(folder).open()) {
        other.createStatement().execute("BEGIN EXCLUSIVE");
        List<Supplier<Reply>> calls =
            List.of(
                () -> agent.confirm("apply", "away-1", token),
                () -> agent.preview("away-2", "index.html", "newer\n"),
                () -> agent.execute(TestCaller.edit("auto", "away-3", "index.html", "newest\n")));
        for (Reply reply : Rush.of(calls.size(), i -> calls.get(i).get())) {
          assertThat(reply.status()).as(reply.text()).isEqualTo(503);
          assertThat(reply.slug()).isEqualTo("store-unavailable");
          assertThat(reply.header("Retry-After")).matches("[1-9][0-9]*");
        }
        assertThat(site.head()).isEqualTo(head);
        assertThat(agent.get("/health/live").status()).isEqualTo(200);
        other.createStatement().execute("ROLLBACK");
      }

      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> agent.get("/health/ready").status() == 200);
      Reply applied = agent.confirm("apply", "away-1", token);
      assertThat(applied.status()).as(applied.text()).isEqualTo(200);
      assertThat(applied.replayed()).isFalse();
      assertThat(site.executions()).hasSize(1);
      assertThat(agent.preview("away-2", "index.html", "newer\n").status()).isEqualTo(200);
    }
  }
}
