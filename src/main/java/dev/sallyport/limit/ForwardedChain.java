package dev.sallyport.limit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The hops that a forwarding header names, nearest first, as far as they can be read.
///
/// Headers are read from their right end, because what trusted proxies appended stands there:
/// whatever a client wrote to the left, an open quotation mark included, cannot change how that is
/// read. Reading stops at the first element that is not plainly an address.
final class ForwardedChain {
  /// The longest header that is looked at, all its lines together, in characters.
  static final int LONGEST_HEADER = 8 * 1024;

  /// The most elements that are looked at.
  static final int MOST_HOPS = 32;

  private ForwardedChain() {}

  /// The hops of `X-Forwarded-For`, nearest first.
  static List<InetAddress> ofXForwardedFor(List<String> lines) {
    return read(lines, element -> node(element));
  }

  /// The hops of `Forwarded` (RFC 7239), nearest first.
  static List<InetAddress> ofForwarded(List<String> lines) {
    return read(lines, ForwardedChain::forNode);
  }

  private interface ElementReader {
    Optional<InetAddress> read(String element);
  }

  private static List<InetAddress> read(List<String> lines, ElementReader reader) {
    List<InetAddress> hops = new ArrayList<>();
    if (lines.stream().mapToInt(String::length).sum() > LONGEST_HEADER) {
      return hops;
    }
    for (String line : lines.reversed()) {
      int end = line.length();
      while (end >= 0) {
        int comma = lastOutsideQuotes(line, ',', end);
        Optional<InetAddress> hop = reader.read(line.substring(comma + 1, end).strip());
        if (hop.isEmpty() || hops.size() == MOST_HOPS) {
          return hops;
        }
        hops.add(hop.get());
        end = comma;
      }
    }
    return hops;
  }

  /// The last such character before `end` that no quotation marks stand around; -1 where there is
  /// none.
  private static int lastOutsideQuotes(String text, char wanted, int end) {
    boolean quoted = false;
    for (int i = end - 1; i >= 0; i--) {
      char at = text.charAt(i);
      if (at == '"') {
        quoted = !quoted;
      } else if (at == wanted && !quoted) {
        return i;
      }
    }
    return -1;
  }

  /// The address of an element's one `for` parameter, such as
  /// `for="[2001:db8::1]:4711";proto=https`.
  private static Optional<InetAddress> forNode(String element) {
    Optional<InetAddress> found = Optional.empty();
    int end = element.length();
    while (end >= 0) {
      int semicolon = lastOutsideQuotes(element, ';', end);
      String pair = element.substring(semicolon + 1, end).strip();
      end = semicolon;
      if (!pair.regionMatches(true, 0, "for=", 0, 4)) {
        continue;
      }
      if (found.isPresent()) {
        return Optional.empty();
      }
      found = quotedNode(pair.substring(4));
      if (found.isEmpty()) {
        return found;
      }
    }
    return found;
  }

  private static Optional<InetAddress> quotedNode(String value) {
    if (!value.startsWith("\"")) {
      // RFC 7239, section 4: a value with a colon or brackets must be quoted.
      return value.contains(":") ? Optional.empty() : node(value);
    }
    return value.length() > 2 && value.endsWith("\"")
        ? node(value.substring(1, value.length() - 1))
        : Optional.empty();
  }

  /// An address with or without a port; IPv6 with a port stands in brackets.
  private static Optional<InetAddress> node(String text) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      String inside = close < 0 ? "" : text.substring(1, close);
      return inside.contains(":") && isPort(text.substring(close + 1))
          ? AddressLiteral.parse(inside)
          : Optional.empty();
    }
    int colon = text.indexOf(':');
    boolean onlyOne = colon > 0 && colon == text.lastIndexOf(':');
    if (!onlyOne) {
      return AddressLiteral.parse(text);
    }
    return isPort(text.substring(colon))
        ? AddressLiteral.parse(text.substring(0, colon))
        : Optional.empty();
  }

  private static boolean isPort(String text) {
    return text.isEmpty() || text.matches(":\\d{1,5}");
  }
}
