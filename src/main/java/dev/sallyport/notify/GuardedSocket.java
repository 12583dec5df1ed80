package dev.sallyport.notify;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;

/// A socket that connects only where it is let. Its name is looked up once, when it connects, and
/// the address that is looked at is the one that is connected to; so a name that leads elsewhere
/// from one look to the next leads nowhere.
final class GuardedSocket extends Socket {
  /// The most that is read of what an endpoint says on one connection.
  static final int MOST_BYTES = 1 << 20;

  private final Reach reach;

  GuardedSocket(Reach reach) {
    super(Proxy.NO_PROXY);
    this.reach = reach;
  }

  /// It is not let.
  static final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String message) {
      super(message);
    }
  }

  /// It says more than anybody needs to.
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super("it says more than %d bytes".formatted(MOST_BYTES));
    }
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  /// @param endpoint may already have an address; what counts is its name
  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (!(endpoint instanceof InetSocketAddress named)) {
      throw new IOException("it is no address of the internet");
    }
    InetAddress address = reach.names().find(named.getHostString());
    if (!reach.admits().test(address)) {
      throw new ForbiddenAddressException(
          "its address is private or no host's; say allowPrivate: true where that is meant");
    }
    super.connect(new InetSocketAddress(address, named.getPort()), timeout);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Limited(super.getInputStream());
  }

  /// Ends what goes on without end.
  private static final class Limited extends FilterInputStream {
    private long left = MOST_BYTES;

    Limited(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      counted(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      counted(count);
      return count;
    }

    private void counted(int count) throws IOException {
      left -= Math.max(0, count);
      if (left < 0) {
        throw new TooLongException();
      }
    }
  }
}
