package dev.sallyport.notify;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;

/// A socket that connects only where the rules let it. The address is looked at when it is
/// connected to, so a name that leads elsewhere from one look to the next leads nowhere.
final class GuardedSocket extends Socket {
  private final AddressRules rules;

  GuardedSocket(AddressRules rules) {
    super(Proxy.NO_PROXY);
    this.rules = rules;
  }

  /// The rules do not let it.
  static final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String message) {
      super(message);
    }
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (endpoint instanceof InetSocketAddress at && !at.isUnresolved()) {
      if (!rules.admits(at.getAddress())) {
        throw new ForbiddenAddressException(
            "its address is private or no host's; say allowPrivate: true where that is meant");
      }
      super.connect(endpoint, timeout);
      return;
    }
    throw new IOException("its name is not known");
  }
}
