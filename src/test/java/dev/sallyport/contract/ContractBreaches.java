package dev.sallyport.contract;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/// Fails a test during which any gate in this process gave an answer that breaks the contract. It
/// is registered for every Jupiter test (`META-INF/services`); since answers are checked after the
/// fact, a breach may be told by the next test instead.
public final class ContractBreaches implements BeforeAllCallback, AfterEachCallback {
  private static final Collected COLLECTED = new Collected();

  private static final class Collected extends AppenderBase<ILoggingEvent> {
    private final List<String> breaches = new ArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      synchronized (breaches) {
        breaches.add(event.getFormattedMessage());
      }
    }

    List<String> take() {
      synchronized (breaches) {
        List<String> taken = List.copyOf(breaches);
        breaches.clear();
        return taken;
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    attach();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> breaches = take();
    if (!breaches.isEmpty()) {
      throw new AssertionError(String.join("\n", breaches));
    }
  }

  /// What was logged since it was last asked for.
  static List<String> take() {
    return COLLECTED.take();
  }

  /// Again and again, because a test may have set logging up anew.
  private static void attach() {
    Logger logger = (Logger) LoggerFactory.getLogger(ResponseCheck.class);
    logger.setLevel(Level.WARN);
    if (!logger.isAttached(COLLECTED)) {
      COLLECTED.setContext(logger.getLoggerContext());
      COLLECTED.start();
      logger.addAppender(COLLECTED);
    }
  }
}
