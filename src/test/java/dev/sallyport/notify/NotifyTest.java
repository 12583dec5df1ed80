package dev.sallyport.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.GateLog;
import dev.sallyport.notify.Receiver.Got;
import dev.sallyport.store.SettableClock;
import dev.sallyport.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Whole gates that tell an endpoint what is on their record.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class NotifyTest {
  private static final String SECRET = "correct-horse-battery-staple-0123456789";
  private static final Duration LONGEST = Duration.ofSeconds(60);

  @TempDir Path folder;

  private String configuration(Receiver receiver) throws IOException {
    Path secret = folder.resolve("hook.secret");
    if (!Files.exists(secret)) {
      Files.writeString(secret, SECRET + "\n");
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    }
    return TestGate.WIDE_LIMITS
        + """
        server: { publicUrl: "https://gate.example.org/" }
        notify:
          hook:
            url: "%s"
            secretFile: ./hook.secret
            allowPrivate: true
            events: ["change.*", "token.*", "execution.*"]
        """
            .formatted(receiver.url())
        + TestGate.BLOG;
  }

  private TestGate start(Receiver receiver) throws IOException {
    return TestGate.start(
        folder, configuration(receiver), Ambient.system(), Checkpoint.Listener.NONE);
  }

  private static List<String> types(List<Got> got) {
    return got.stream().map(one -> one.json().path("type").asString()).toList();
  }

  @Test
  void p7_two_gates_tell_a_change_in_order_each_event_once_and_no_secret_is_logged()
      throws IOException {
    try (Receiver receiver =
            new Receiver(n -> n == 1 ? "HTTP/1.1 503 Not now\r\n\r\n" : Receiver.OK);
        TestGate one = start(receiver);
        TestGate two = start(receiver);
        GateLog log = GateLog.capture()) {
      TestCaller bot = one.caller("docs-bot", Role.REQUESTER);
      String token = bot.token("one-1", "index.html", "<h1>One</h1>\n");
      new TestCaller(two.url(), bot.key()).confirm("apply", "one-1", token);

      List<Got> got = receiver.await(6);
      assertThat(types(got))
          .startsWith(
              "dev.sallyport.change.previewed",
              "dev.sallyport.token.minted",
              "dev.sallyport.token.minted",
              "dev.sallyport.token.used",
              "dev.sallyport.execution.started",
              "dev.sallyport.execution.finished");
      assertThat(got.get(1).id()).isEqualTo(got.get(2).id());
      assertThat(got).extracting(Got::id).doesNotContain("");
      assertThat(got.getFirst().json().path("data").path("link").asString())
          .startsWith("https://gate.example.org/console/changes/chg_");
      assertThat(got.getFirst().fields()).containsKeys("signature", "signature-input");
      await()
          .atMost(LONGEST)
          .untilAsserted(
              () -> {
                try (Store store = TestGate.openStore(folder, Ambient.system())) {
                  assertThat(store.notices().standings().getFirst().behind()).isZero();
                }
              });
      assertThat(receiver.got()).hasSize(6);
      for (Got each : receiver.got()) {
        assertThat(new String(each.body())).doesNotContain("spt_", "spk_", SECRET);
      }
      assertThat(log.text())
          .contains("endpoint hook was not told", "it answered 503")
          .doesNotContain(SECRET, "/hook");
      // Whichever gate has its turn tells what waits.
      assertThat(List.of(one, two))
          .extracting(gate -> new TestCaller(gate.url(), "").get("/metrics").text())
          .anySatisfy(
              metrics ->
                  assertThat(metrics)
                      .contains("sallyport_notices_total{endpoint=\"hook\",result=\"taken\"}"));
    }
  }

  @Test
  void what_an_endpoint_has_not_been_told_and_what_was_given_up_is_in_the_metrics()
      throws IOException {
    SettableClock clock = new SettableClock(Ambient.system().clock().instant());
    Ambient ambient = new Ambient(clock, System::nanoTime, Ambient.system().random());
    try (Receiver receiver = new Receiver(_ -> "HTTP/1.1 404 No\r\n\r\n");
        TestGate gate =
            TestGate.start(folder, configuration(receiver), ambient, Checkpoint.Listener.NONE)) {
      TestCaller bot = gate.caller("docs-bot", Role.REQUESTER);
      assertThat(bot.get("/metrics").text())
          .contains("sallyport_notices_lag_seconds 0", "sallyport_notices_dead 0");

      bot.token("one-1", "index.html", "<h1>One</h1>\n");
      awaitTries(ambient, 1);
      clock.advance(Duration.ofSeconds(90));
      awaitMetric(bot, "sallyport_notices_lag_seconds 90");
      awaitTries(ambient, 2);
      clock.advance(Duration.ofSeconds(90));

      // The third refusal makes it a dead letter, and the next record is tried.
      awaitMetric(bot, "sallyport_notices_dead 1");
      awaitMetric(bot, "sallyport_notices_lag_seconds 180");
    }
  }

  /// Waits until the failure of so many tries of one record is written down.
  private void awaitTries(Ambient ambient, int tries) {
    try (Store store = TestGate.openStore(folder, ambient)) {
      await()
          .atMost(LONGEST)
          .until(() -> store.notices().standings().getFirst().attempts() == tries);
    }
  }

  private static void awaitMetric(TestCaller caller, String line) {
    await().atMost(LONGEST).until(() -> caller.get("/metrics").text().contains(line));
  }

  @Test
  void a_secret_that_others_may_read_stops_the_start() throws IOException {
    try (Receiver receiver = new Receiver(_ -> Receiver.OK)) {
      String configuration = configuration(receiver);
      Files.setPosixFilePermissions(
          folder.resolve("hook.secret"), PosixFilePermissions.fromString("rw-r--r--"));

      assertThatThrownBy(
              () ->
                  TestGate.start(folder, configuration, Ambient.system(), Checkpoint.Listener.NONE))
          .hasMessageContaining("notify.hook")
          .hasMessageContaining("chmod 600");
      Files.writeString(folder.resolve("hook.secret"), "short");
      Files.setPosixFilePermissions(
          folder.resolve("hook.secret"), PosixFilePermissions.fromString("rw-------"));
      assertThatThrownBy(
              () ->
                  TestGate.start(folder, configuration, Ambient.system(), Checkpoint.Listener.NONE))
          .hasMessageContaining("at least 32 bytes");
    }
  }
}
