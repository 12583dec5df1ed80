package dev.sallyport.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LoggingTest {
  @Test
  void levels_change_while_running() {
    try (var log = CapturedLog.json()) {
      Levels levels = log.logging.levels();
      log.logger().debug("before");
      assertThat(levels.set("dev.sallyport.test", LogLevel.DEBUG))
          .isEqualTo(new Levels.Change.Set("dev.sallyport.test", LogLevel.DEBUG));
      log.logger().debug("while");
      log.context.getLogger("dev.sallyport.other").debug("elsewhere");
      assertThat(levels.all()).containsEntry("dev.sallyport.test", LogLevel.DEBUG);
      assertThat(levels.clear("dev.sallyport.test")).isTrue();
      log.logger().debug("after");
      levels.set(Levels.ROOT, LogLevel.ERROR);
      log.logger().warn("too quiet");

      assertThat(log.only().get("message").stringValue()).isEqualTo("while");
      assertThat(levels.clear(Levels.ROOT)).isFalse();
    }
  }

  @Test
  void levels_are_of_packages_and_of_a_bounded_number() {
    try (var log = CapturedLog.json()) {
      Levels levels = log.logging.levels();
      assertThat(levels.set("a b", LogLevel.INFO)).isInstanceOf(Levels.Change.Refused.class);
      assertThat(levels.set("", LogLevel.INFO)).isInstanceOf(Levels.Change.Refused.class);
      for (int i = 0; i < 2 * Levels.MAX_LEVELS; i++) {
        levels.set("p" + i, LogLevel.INFO);
      }

      assertThat(levels.all()).hasSize(Levels.MAX_LEVELS);
      assertThat(levels.set("one.more", LogLevel.INFO)).isInstanceOf(Levels.Change.Refused.class);
      assertThat(levels.set("p1", LogLevel.DEBUG)).isInstanceOf(Levels.Change.Set.class);
    }
  }

  @Test
  void a_warning_is_written_at_once_with_all_before_it() {
    try (var log = CapturedLog.json()) {
      log.logger().info("one");
      log.logger().warn("two");

      assertThat(log.out.toString(java.nio.charset.StandardCharsets.UTF_8).lines()).hasSize(2);
    }
  }

  @Test
  void the_timer_writes_what_waits() {
    try (var log = CapturedLog.json()) {
      log.logger().info("one");

      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> log.out.size() > 0);
    }
  }

  @Test
  void closing_writes_what_waits_and_later_lines_at_once() {
    var log = CapturedLog.json();
    log.logger().info("one");
    log.logging.close();
    assertThat(log.out.size()).isPositive();
    int before = log.out.size();
    log.logger().info("two");
    assertThat(log.out.size()).isGreaterThan(before);
    log.close();
  }

  @Test
  void lines_longer_than_the_buffer_keep_their_place() {
    try (var log = CapturedLog.json()) {
      log.logger().info("first");
      var data = java.util.stream.IntStream.range(0, 20).mapToObj(i -> "y".repeat(8_000)).toList();
      log.logger().atInfo().addKeyValue("data", data).log("second");
      log.logger().info("third");

      assertThat(log.parsed().stream().map(line -> line.get("message").stringValue()))
          .containsExactly("first", "second", "third");
      assertThat(log.lines().get(1)).hasSizeGreaterThan(BufferedAppender.BUFFER);
    }
  }

  @Test
  void a_stream_that_fails_is_counted_and_costs_the_caller_nothing() {
    var broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    var context = new ch.qos.logback.classic.LoggerContext();
    context.setMDCAdapter(new ch.qos.logback.classic.util.LogbackMDCAdapter());
    try (var logging = Logging.start(LoggingConfig.defaults(), context, true, false, broken)) {
      context.getLogger("x").error("lost");

      assertThat(logging.lost()).isEqualTo(1);
    }
  }

  @Test
  void a_configuration_that_cannot_be_meant_is_refused() {
    var good = LoggingConfig.defaults();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> good.withLevels(Map.of("no package", LogLevel.INFO)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new LoggingConfig(good.format(), Map.of(), Duration.ofHours(1), Set.of()));
  }

  @Test
  void libraries_that_log_through_the_jdk_end_in_the_same_place() {
    try (var log = CapturedLog.json()) {
      JulBridge.install(log.context);
      try {
        java.util.logging.Logger.getLogger("org.example").warning("url //u:p@h password=hunter2");
        java.util.logging.Logger.getLogger("org.example").fine("quiet");
      } finally {
        java.util.logging.LogManager.getLogManager().reset();
      }

      assertThat(log.only().get("message").stringValue()).isEqualTo("url //u:p@h password=***");
      assertThat(log.only().get("log.logger").stringValue()).isEqualTo("org.example");
    }
  }

  @Test
  void nothing_on_the_class_path_configures_logback_but_the_gate() throws Exception {
    var context = new ch.qos.logback.classic.LoggerContext();
    new ch.qos.logback.classic.util.ContextInitializer(context)
        .autoConfig(getClass().getClassLoader());

    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    assertThat(root.getAppender("log")).isInstanceOf(BufferedAppender.class);
    assertThat(root.getLevel()).isEqualTo(ch.qos.logback.classic.Level.WARN);
  }
}
