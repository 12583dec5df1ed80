package dev.sallyport.notify;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Which addresses a gate lets itself be sent to. Whoever writes a URL into a configuration, or
/// answers for a name in it, shall not make the gate speak to the machines around it.
///
/// @param allowPrivate whether loopback, private, link-local, shared and unique-local addresses are
///     meant
record AddressRules(boolean allowPrivate) {
  boolean admits(InetAddress address) {
    InetAddress plain = unwrapped(address);
    return !isNobody(plain) && (allowPrivate || !isPrivate(plain));
  }

  /// Never an endpoint, whatever is allowed.
  private static boolean isNobody(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || (address instanceof Inet4Address && (bytes[0] == 0 || (bytes[0] & 0xf0) == 0xf0));
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean special =
        address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isSiteLocalAddress();
    return special || (address instanceof Inet4Address ? isShared(bytes) : isLocal6(bytes));
  }

  /// Carrier-grade NAT (RFC 6598), IETF protocol assignments, benchmarking, documentation.
  private static boolean isShared(byte[] four) {
    int first = four[0] & 0xff;
    int second = four[1] & 0xff;
    int third = four[2] & 0xff;
    return (first == 100 && second >= 64 && second < 128)
        || (first == 192 && second == 0 && (third == 0 || third == 2))
        || (first == 198 && (second == 18 || second == 19))
        || (first == 198 && second == 51 && third == 100)
        || (first == 203 && second == 0 && third == 113);
  }

  /// Unique local addresses (RFC 4193), documentation, discard-only.
  private static boolean isLocal6(byte[] sixteen) {
    return (sixteen[0] & 0xfe) == 0xfc
        || startsWith(sixteen, 0x20, 0x01, 0x0d, 0xb8)
        || startsWith(sixteen, 0x01, 0x00);
  }

  /// The IPv4 address that an IPv6 one stands for: mapped, compatible, 6to4 or NAT64.
  private static InetAddress unwrapped(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    boolean zeros = Arrays.equals(bytes, 0, 10, new byte[10], 0, 10);
    boolean mapped = zeros && (bytes[10] & 0xff) == 0xff && (bytes[11] & 0xff) == 0xff;
    boolean compatible =
        zeros && bytes[10] == 0 && bytes[11] == 0 && (bytes[12] != 0 || bytes[13] != 0);
    if (mapped || compatible || startsWith(bytes, 0x00, 0x64, 0xff, 0x9b)) {
      return four(bytes, 12);
    }
    return startsWith(bytes, 0x20, 0x02) ? four(bytes, 2) : address;
  }

  private static InetAddress four(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    for (int i = 0; i < start.length; i++) {
      if ((bytes[i] & 0xff) != start[i]) {
        return false;
      }
    }
    return true;
  }
}
