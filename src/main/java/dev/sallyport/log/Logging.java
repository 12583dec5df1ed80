package dev.sallyport.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/// The process's logging: started once, first of all, and closed last. Lines go to standard error,
/// since standard output belongs to the results of commands.
public final class Logging implements AutoCloseable {
  private final BufferedAppender appender;
  private final ScheduledExecutorService timer;
  private final Redactor redactor;
  private final Levels levels;

  private Logging(
      LoggerContext context, BufferedAppender appender, Redactor redactor, LoggingConfig config) {

    this.appender = appender;
    this.redactor = redactor;
    levels = new Levels(context);
    config.levels().forEach(levels::set);
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("log-flush").factory());
    long every = config.flushEvery().toMillis();
    Future<?> flushing =
        timer.scheduleAtFixedRate(appender::flush, every, every, TimeUnit.MILLISECONDS);
    if (flushing.isCancelled()) {
      throw new IllegalStateException("the log's timer did not start");
    }
  }

  /// Starts logging to standard error. Whatever `java.util.logging` and uncaught exceptions would
  /// have printed goes the same way. Lines that wait when the JVM is told to end are written.
  public static Logging start(LoggingConfig config) {
    boolean terminal = Terminal.is(Terminal.STANDARD_ERROR);
    boolean colour = terminal && Terminal.wantsColour(System.getenv());
    boolean json =
        switch (config.format()) {
          case AUTO -> !terminal;
          case JSON -> true;
          case TEXT -> false;
        };
    return start(config, json, colour, new FileOutputStream(FileDescriptor.err));
  }

  /// Starts logging into that stream instead, as text unless the configuration says JSON.
  public static Logging start(LoggingConfig config, OutputStream out) {
    return start(config, config.format() == LoggingConfig.Format.JSON, false, out);
  }

  private static Logging start(
      LoggingConfig config, boolean json, boolean colour, OutputStream out) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logging logging = start(config, context, json, colour, out);
    JulBridge.install(context);
    logging.levels.all().forEach(JulBridge::setLevel);
    Logger uncaught = context.getLogger("dev.sallyport.log.Uncaught");
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> uncaught.error("Thread {} ended", thread.getName(), thrown));
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("log-end").unstarted(logging.appender::stopBuffering));
    return logging;
  }

  /// The same into another stream, for tests.
  static Logging start(
      LoggingConfig config, LoggerContext context, boolean json, boolean colour, OutputStream out) {
    var redactor = new Redactor(config.secretNames());
    var lines = new LogLines(redactor);
    var appender =
        new BufferedAppender(
            json ? JsonFormat.encoder(lines) : new TextFormat(lines, colour), out, true);
    install(context, appender);
    return new Logging(context, appender, redactor, config);
  }

  /// Makes the appender the context's only one.
  static void install(LoggerContext context, BufferedAppender appender) {
    context.reset();
    // Without this Logback would look into each jar for the version of each frame.
    context.setPackagingDataEnabled(false);
    Encoder<ILoggingEvent> encoder = appender.encoder();
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  /// The levels, to be read and changed while the gate runs.
  public Levels levels() {
    return levels;
  }

  /// The redactor that every line passes, for whatever else leaves the process.
  public Redactor redactor() {
    return redactor;
  }

  /// How many writes to the log's stream failed since the start.
  public long lost() {
    return appender.lost();
  }

  /// Writes the lines that wait.
  public void flush() {
    appender.flush();
  }

  /// Writes the lines that wait and stops the timer; later lines are written at once.
  @Override
  public void close() {
    timer.shutdownNow();
    appender.stopBuffering();
  }
}
