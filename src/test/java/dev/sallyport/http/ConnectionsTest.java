package dev.sallyport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final int LONG_MILLIS = 600_000;
  private static final int SOON_MILLIS = 60_000;

  /// Far less than the second that Jetty gives a silent connection of its own accord.
  private static final long BRIEF_MILLIS = 100;

  @Test
  void theSilenceOfThoseThatAreThereWhenItStopsIsShortened() {
    assertThat(new Connections(new Server(), new HttpConfiguration()).getShutdownIdleTimeout())
        .isLessThanOrEqualTo(BRIEF_MILLIS);
  }

  @Test
  void oneThatIsAcceptedWhileTheStopBeginsDoesNotHoldItUp() throws Exception {
    Server server = new Server();
    server.setStopTimeout(LONG_MILLIS);
    CompletableFuture<Void> stopping = new CompletableFuture<>();
    Connections connections =
        new Connections(server, new HttpConfiguration()) {
          @Override
          protected void onEndPointOpened(EndPoint connection) {
            // Before it is on the list of those whose silence the stop shortens.
            shutdown()
                .whenComplete(
                    (_, failure) -> {
                      if (failure == null) {
                        stopping.complete(null);
                      } else {
                        stopping.completeExceptionally(failure);
                      }
                    });
            super.onEndPointOpened(connection);
          }
        };
    connections.setHost("127.0.0.1");
    connections.setIdleTimeout(LONG_MILLIS);
    server.addConnector(connections);
    server.start();
    try (Socket silent = new Socket("127.0.0.1", connections.getLocalPort())) {
      silent.setSoTimeout(SOON_MILLIS);
      stopping.get(SOON_MILLIS, TimeUnit.MILLISECONDS);

      assertThat(silent.getInputStream().read()).isNegative();
    } finally {
      connections.getConnectedEndPoints().forEach(EndPoint::close);
      server.setStopTimeout(SOON_MILLIS);
      server.stop();
    }
  }
}
