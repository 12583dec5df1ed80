package dev.sallyport.config;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// Network addresses that begin with the same bits, written `10.0.0.0/8`, `2001:db8::/32`, or as
/// one address (RFC 4632, RFC 4291 section 2.3).
///
/// @param network any address of the range
/// @param bits how many leading bits all of them share
public record AddressRange(InetAddress network, int bits) {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");

  public AddressRange {
    if (bits < 0 || bits > network.getAddress().length * Byte.SIZE) {
      throw new IllegalArgumentException("an address range cannot be of /" + bits);
    }
  }

  /// The range that the text names; no name is looked up.
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
      return Optional.empty();
    }
    try {
      InetAddress network = InetAddress.ofLiteral(address);
      int all = network.getAddress().length * Byte.SIZE;
      if (slash < 0) {
        return Optional.of(new AddressRange(network, all));
      }
      String bits = text.substring(slash + 1);
      return BITS.matcher(bits).matches()
          ? Optional.of(new AddressRange(network, Integer.parseInt(bits)))
          : Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  /// Whether the address is one of these. An IPv4 address is never in an IPv6 range, nor the other
  /// way round.
  public boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >>> (bit % Byte.SIZE);
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + bits;
  }
}
