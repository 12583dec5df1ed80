package dev.sallyport.notify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// What endpoints are reached with.
///
/// @param names is asked once for each connection
/// @param admits which addresses are connected to
/// @param tls knows whose certificates are good
record Reach(Names names, Predicate<InetAddress> admits, SSLSocketFactory tls) {
  /// What the machine knows of names and certificates.
  static Reach of(AddressRules rules) {
    return new Reach(
        InetAddress::getByName, rules::admits, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /// TLS on a connection, with one whose certificate is good for that host.
  Socket secured(Socket plain, String host, int port) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (host.chars().anyMatch(Character::isLetter) && host.indexOf(':') < 0) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /// Who answers for names.
  @FunctionalInterface
  interface Names {
    InetAddress find(String name) throws UnknownHostException;
  }
}
