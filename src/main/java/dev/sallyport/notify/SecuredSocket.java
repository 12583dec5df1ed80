package dev.sallyport.notify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/// A guarded socket that speaks TLS from its first byte, once it is connected.
final class SecuredSocket extends Socket {
  private final Reach reach;
  private final Socket plain;
  private @Nullable Socket secured;

  SecuredSocket(Reach reach) {
    this.reach = reach;
    this.plain = new GuardedSocket(reach);
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    plain.connect(endpoint, timeout);
    InetSocketAddress named = (InetSocketAddress) endpoint;
    secured = reach.secured(plain, named.getHostString(), named.getPort());
  }

  private Socket secured() throws SocketException {
    if (secured == null) {
      throw new SocketException("it is not connected");
    }
    return secured;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return secured().getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return secured().getOutputStream();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    plain.setSoTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return plain.getSoTimeout();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return plain.getInetAddress();
  }

  @Override
  public int getPort() {
    return plain.getPort();
  }

  @Override
  public boolean isConnected() {
    return plain.isConnected();
  }

  @Override
  public boolean isClosed() {
    return plain.isClosed();
  }

  /// Without taking leave: that could wait for whoever does not read.
  @Override
  public void close() throws IOException {
    plain.close();
  }
}
