package dev.sallyport.limit;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads IP addresses as they stand in headers and configuration, without ever asking a name
/// server.
final class AddressLiteral {
  private static final int LONGEST = 45;
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private AddressLiteral() {}

  /// Four plain decimal numbers, or IPv6 without a zone. An IPv4-mapped IPv6 address is the IPv4
  /// one.
  static Optional<InetAddress> parse(String text) {
    if (text.length() > LONGEST || !(V4.matcher(text).matches() || V6.matcher(text).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
