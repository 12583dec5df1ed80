package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigLoader;
import dev.sallyport.config.Loaded;
import dev.sallyport.contract.Contract;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.Levels;
import dev.sallyport.log.LogLevel;
import dev.sallyport.log.Logging;
import dev.sallyport.log.LoggingConfig;
import dev.sallyport.metrics.Metrics;
import dev.sallyport.store.Store;
import dev.sallyport.store.sqlite.SqliteConfig;
import dev.sallyport.store.sqlite.SqliteConfig.Waits;
import dev.sallyport.store.sqlite.SqliteStore;
import dev.sallyport.token.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The writer's queue is bounded: whoever finds it full is told so over HTTP, at once, and nothing
/// of what they asked happens.
@Tag("integration")
class P10StoreQueueTest {
  private static final int QUEUE = 2;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /// Has the writer stand still in the middle of the first preview's unit of work.
  private void hold(Checkpoint checkpoint) {
    if (checkpoint == Checkpoint.PREVIEW_WRITTEN && goOn.getCount() > 0) {
      inside.countDown();
      try {
        goOn.await(SOON.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private GateServer gate() throws Exception {
    Config config =
        ((Loaded.Ready)
                ConfigLoader.load(
                    Optional.of(TestGate.configurationFile(folder)), TestGate.data(folder)))
            .config()
            .withPort(0);
    Ambient ambient = Ambient.system();
    Secrets secrets = new Secrets(Map.of(), TestGate.data(folder).resolve("keys"));
    Metrics metrics = new Metrics();
    AuditSealer sealer = new AuditSealer(secrets.auditKey(ambient.random()));
    Store store =
        SqliteStore.open(
            SqliteConfig.of(StoreFile.of(folder).file())
                .withQueue(QUEUE, 1)
                .withWaits(new Waits(SOON, SOON.multipliedBy(2), SOON, Waits.DEFAULT.lease())),
            ambient.clock(),
            ambient.random(),
            sealer,
            metrics.registry(),
            this::hold);
    return new Wiring(
            new Ground(
                config,
                ambient,
                Logging.start(
                    LoggingConfig.defaults()
                        .withLevels(
                            Map.of(Levels.ROOT, LogLevel.WARN, "dev.sallyport", LogLevel.WARN))),
                this::hold,
                metrics,
                secrets.keyring(ambient.clock(), ambient.random()),
                sealer,
                store,
                Opening.targets(config, ambient, this::hold),
                Contract.load()))
        .start();
  }

  @Test
  void p10_aFullQueueIsA503AndNothingOfItHappens() throws Exception {
    TestGate.prepare(folder, TestGate.WIDE_LIMITS + TestGate.BLOG);
    String key = TestGate.agentKey(folder, "docs-bot", "blog");
    try (GateServer gate = gate()) {
      TestCaller agent = new TestCaller("http://127.0.0.1:" + gate.port(), key);
      CompletableFuture<Reply> first = preview(agent, "first-1");
      assertThat(inside.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Reply> waiting = preview(agent, "waiting-1");
      await().atMost(SOON).until(() -> queue(agent) == QUEUE);

      Reply refused = agent.preview("refused-1", "index.html", "<p>3</p>\n");

      assertThat(refused.status()).as(refused.text()).isEqualTo(503);
      assertThat(refused.slug()).isEqualTo("store-unavailable");
      assertThat(refused.json().path("detail").asString())
          .startsWith("Too many requests wait for the gate's store");
      assertThat(refused.header("Retry-After")).matches("[1-9][0-9]*");
      goOn.countDown();
      assertThat(first.join().status()).as(first.join().text()).isEqualTo(200);
      assertThat(waiting.join().status()).isIn(200, 503);
      assertThat(
              StoreFile.of(folder)
                  .number("SELECT count(*) FROM requests WHERE idempotency_key = 'refused-1'"))
          .isZero();
      await()
          .atMost(SOON)
          .until(() -> agent.preview("refused-1", "index.html", "<p>3</p>\n").status() == 200);
    }
  }

  private static CompletableFuture<Reply> preview(TestCaller agent, String key) {
    return CompletableFuture.supplyAsync(
        () -> agent.preview(key, "index.html", "<p>1</p>\n"), Thread::startVirtualThread);
  }

  private static int queue(TestCaller caller) {
    String name = "sallyport_store_writer_queue ";
    return caller
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> (int) Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }
}
