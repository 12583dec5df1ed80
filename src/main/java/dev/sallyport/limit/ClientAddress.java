package dev.sallyport.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// What counts as one client by its address: an IPv4 address, or the /64 of an IPv6 address,
/// because that is what one subscriber gets and can move about in freely.
///
/// @param value the text windows are named by, such as `192.0.2.7` or `2001:db8:0:1::/64`
public record ClientAddress(String value) {
  private static final int PREFIX_BYTES = 8;

  /// The client that this address belongs to.
  public static ClientAddress of(InetAddress address) {
    if (address instanceof Inet4Address) {
      return new ClientAddress(address.getHostAddress());
    }
    byte[] bytes = address.getAddress();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < PREFIX_BYTES; i += 2) {
      text.append(Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)))
          .append(':');
    }
    return new ClientAddress(text.append(":/64").toString());
  }

  /// The client that a text from an operator means: an address, or what `limits list` shows.
  public static ClientAddress parse(String text) {
    String address = text.endsWith("::/64") ? text.substring(0, text.length() - 3) : text;
    return AddressLiteral.parse(address)
        .map(ClientAddress::of)
        .orElseThrow(() -> new IllegalArgumentException("not an IP address"));
  }

  /// The same address without a zone, and an IPv4-mapped one as the IPv4 it is.
  static InetAddress plain(InetAddress address) {
    try {
      return InetAddress.getByAddress(
          Arrays.copyOf(address.getAddress(), address.getAddress().length));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
