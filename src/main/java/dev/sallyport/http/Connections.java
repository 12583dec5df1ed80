package dev.sallyport.http;

import java.time.Duration;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// The connections of callers, none of which holds up the stop by saying nothing. One whose request
/// is being worked on is not idle; a kept-alive one is.
class Connections extends ServerConnector {
  private static final Duration IDLE_AT_STOP = Duration.ofMillis(50);

  Connections(Server server, HttpConfiguration http) {
    super(server, new HttpConnectionFactory(http));
    setShutdownIdleTimeout(IDLE_AT_STOP.toMillis());
  }

  /// Jetty shortens the silence of those that are there when the stop begins; one that is being
  /// accepted just then would have as long as ever.
  @Override
  protected void onEndPointOpened(EndPoint connection) {
    super.onEndPointOpened(connection);
    if (isShutdown()) {
      connection.setIdleTimeout(getShutdownIdleTimeout());
    }
  }
}
