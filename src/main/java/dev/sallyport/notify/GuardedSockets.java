package dev.sallyport.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/// Makes guarded sockets within one limit of time; the mail library connects them by itself.
final class GuardedSockets extends SocketFactory {
  private final Reach reach;
  private final boolean secured;
  private final TimeLimit limit;

  /// @param secured whether they speak TLS from the first byte
  GuardedSockets(Reach reach, boolean secured, TimeLimit limit) {
    this.reach = reach;
    this.secured = secured;
    this.limit = limit;
  }

  @Override
  public Socket createSocket() {
    Socket socket = secured ? new SecuredSocket(reach) : new GuardedSocket(reach);
    limit.covers(socket);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(InetSocketAddress.createUnresolved(host, port));
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.getHostAddress(), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host, port);
  }
}
