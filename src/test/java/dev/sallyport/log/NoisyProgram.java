package dev.sallyport.log;

import java.util.Map;
import org.slf4j.LoggerFactory;

/// A program of its own that logs in every way there is and ends without closing the log.
final class NoisyProgram {
  static final String SECRET = "hunter2hunter2";

  private NoisyProgram() {}

  public static void main(String[] args) throws InterruptedException {
    var early = LoggerFactory.getLogger("early");
    early.info("too early to be of interest");
    early.warn("before the start, password={}", SECRET);
    // Kept open on purpose: the end of the process has to be enough.
    var logging = Logging.start(LoggingConfig.defaults().withFormat(LoggingConfig.Format.JSON));
    LoggerFactory.getLogger("dev.sallyport.noisy").info("started, token={}", SECRET);
    java.util.logging.Logger.getLogger("jdk").info("secret=" + SECRET);
    java.util.logging.Logger.getLogger("jdk.quiet").fine("not wanted yet");
    logging.levels().set("jdk.quiet", LogLevel.DEBUG);
    java.util.logging.Logger.getLogger("jdk.quiet").fine("wanted now");
    Thread failing =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  throw new IllegalStateException("apiKey: " + SECRET);
                });
    failing.start();
    failing.join();
    new SecurityLog().event(SecurityEvent.AUTH_FAILED, Map.of("authorization", SECRET));
    LoggerFactory.getLogger("dev.sallyport.noisy").info("last line");
    System.out.println("result");
  }
}
