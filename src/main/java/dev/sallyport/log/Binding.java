package dev.sallyport.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// SLF4J bound to Logback, and Logback configured, without looking through the libraries for either
/// and without reading annotations, which at a start nothing has compiled yet.
///
/// Where something has logged already, it was bound and configured in the usual way, to the same.
public final class Binding implements SLF4JServiceProvider {
  /// What SLF4J 2.0.99 and older versions work with, as Logback's own provider says.
  private static final String INTERFACE_VERSION = "2.0.99";

  private final LoggerContext context = new LoggerContext();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final LogbackMDCAdapter contexts = new LogbackMDCAdapter();

  static LoggerContext context() {
    System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, Binding.class.getName());
    // Otherwise it prints that it was told.
    System.setProperty("slf4j.internal.verbosity", "WARN");
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  @Override
  public void initialize() {
    context.setName("default");
    context.setMDCAdapter(contexts);
    new BeforeStart().configure(context);
    context.start();
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  @Override
  public String getRequestedApiVersion() {
    return INTERFACE_VERSION;
  }
}
