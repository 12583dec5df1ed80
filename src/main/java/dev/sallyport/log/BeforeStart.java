package dev.sallyport.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/// What Logback finds when something logs before [Logging#start]: warnings as text on standard
/// error, past the same redaction. It outranks every other way to configure Logback, so no file on
/// the class path changes what is logged.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class BeforeStart extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var format = new TextFormat(new LogLines(new Redactor()), false);
    Logging.install(
        context, new BufferedAppender(format, new FileOutputStream(FileDescriptor.err), false));
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
