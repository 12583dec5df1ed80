package dev.sallyport.console;

import dev.sallyport.config.AddressRange;
import dev.sallyport.gate.Incoming;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The console's cookies (RFC 6265bis): out of reach of scripts, sent to nobody by another site's
/// doing, and over TLS only, where a trusted proxy says that there is TLS.
final class Cookies {
  private static final String SESSION = "sallyport";
  private static final String FORM = "sallyport-form";
  private static final String HOST_ONLY = "__Host-";
  private static final int LONGEST = 8 * 1024;

  private final List<AddressRange> proxies;

  /// @param proxies whose word counts for how the browser came here
  Cookies(List<AddressRange> proxies) {
    this.proxies = List.copyOf(proxies);
  }

  Optional<String> session(Incoming incoming) {
    return read(incoming, name(incoming, SESSION));
  }

  String keepSession(Incoming incoming, String id) {
    return write(incoming, SESSION, id, "");
  }

  String dropSession(Incoming incoming) {
    return write(incoming, SESSION, "", "; Max-Age=0");
  }

  /// The secret that a form without a session is bound to.
  Optional<String> form(Incoming incoming) {
    return read(incoming, name(incoming, FORM));
  }

  String keepForm(Incoming incoming, String secret) {
    return write(incoming, FORM, secret, "");
  }

  private String write(Incoming incoming, String name, String value, String more) {
    return "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s"
        .formatted(name(incoming, name), value, secure(incoming) ? "; Secure" : "", more);
  }

  /// Another host, and a page without TLS, cannot set a cookie of that prefix.
  private String name(Incoming incoming, String name) {
    return secure(incoming) ? HOST_ONLY + name : name;
  }

  private static Optional<String> read(Incoming incoming, String name) {
    List<String> found =
        incoming.headers().all("Cookie").stream()
            .filter(line -> line.length() <= LONGEST)
            .flatMap(line -> List.of(line.split(";")).stream())
            .map(String::strip)
            .filter(pair -> pair.startsWith(name + "="))
            .map(pair -> pair.substring(name.length() + 1))
            .toList();
    // Two of one name: somebody else has set one of them.
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /// Whether the browser speaks TLS to the proxy in front of the gate.
  private boolean secure(Incoming incoming) {
    if (!isProxy(incoming.peer())) {
      return false;
    }
    return last(incoming.headers().all("X-Forwarded-Proto")).filter("https"::equals).isPresent()
        || last(incoming.headers().all("Forwarded"))
            .filter(hop -> List.of(hop.replace("\"", "").split(";")).contains("proto=https"))
            .isPresent();
  }

  private static Optional<String> last(List<String> lines) {
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            lines
                .getLast()
                .substring(lines.getLast().lastIndexOf(',') + 1)
                .replace(" ", "")
                .toLowerCase(Locale.ROOT));
  }

  private boolean isProxy(InetAddress peer) {
    return proxies.stream().anyMatch(proxy -> proxy.contains(peer));
  }
}
