package dev.sallyport.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Postgres;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.fixture.Wire;
import dev.sallyport.fixture.Wire.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The database goes away, for longer than a gate waits for it, when it has done what begins an
/// execution or claims a preview's key and has not said so.
@Tag("integration")
class P3UnheardBeginningTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void p3_whatBeganUnheardEndsUndoneAndHoldsNeitherItsTargetNorItsKey() throws Exception {
    try (Wire wire = new Wire(Postgres.database());
        TestGate gate = gate(wire)) {
      TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
      String token = agent.token("unheard", "index.html", "never\n");
      CountDownLatch begun = wire.cut(Moment.UNANSWERED_UNTIL_AWAY, "used_at = coalesce(used_at");
      CountDownLatch claimed = wire.cut(Moment.UNANSWERED_UNTIL_AWAY, "claimed_until)");
      CompletableFuture<Reply> apply = later(() -> agent.confirm("apply", "unheard", token));
      CompletableFuture<Reply> preview = later(() -> agent.preview("left", "about.html", "new\n"));
      assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(claimed.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

      wire.away();
      assertThat(apply.get(SOON.toSeconds(), TimeUnit.SECONDS).slug())
          .isEqualTo("store-unavailable");
      assertThat(preview.get(SOON.toSeconds(), TimeUnit.SECONDS).slug())
          .isEqualTo("store-unavailable");
      wire.back();

      Reply ended = answered(() -> agent.confirm("apply", "unheard", token));
      assertThat(ended.slug()).as(ended.text()).isEqualTo("execution-failed");
      assertThat(ended.text()).contains("never ran it");
      Reply previewed = answered(() -> agent.preview("left", "about.html", "new\n"));
      assertThat(previewed.status()).as(previewed.text()).isEqualTo(200);
      String another = previewed.result().required("confirmToken").asString();
      assertThat(agent.confirm("apply", "left", another).status()).isEqualTo(200);
      assertThat(SiteFiles.of(gate).executions()).hasSize(1);
      assertThat(agent.confirm("apply", "unheard", token).text()).isEqualTo(ended.text());
    }
  }

  /// Its answer, once it is one that stays.
  private static Reply answered(Supplier<Reply> request) {
    return await()
        .atMost(SOON)
        .until(
            request::get,
            reply ->
                !reply.slug().equals("store-unavailable")
                    && !reply.slug().equals("idempotency-in-progress"));
  }

  private static CompletableFuture<Reply> later(Supplier<Reply> request) {
    return CompletableFuture.supplyAsync(request, task -> Thread.ofVirtual().start(task));
  }

  private TestGate gate(Wire wire) {
    return TestGate.startOn(folder, wire.url());
  }
}
