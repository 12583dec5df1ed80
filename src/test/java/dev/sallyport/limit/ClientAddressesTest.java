package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.config.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("rate-limit")
class ClientAddressesTest {
  private static final String PROXY = "10.0.0.1";

  private final List<String> events = new ArrayList<>();
  private final ClientAddresses addresses =
      new ClientAddresses(
          Stream.of("10.0.0.0/8", "2001:db8:ffff::/48")
              .map(text -> AddressRange.parse(text).orElseThrow())
              .toList(),
          (peer, reason) -> events.add(peer + " " + reason));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | 203.0.113.9",
        "2001:db8:1:2:3:4:5:6 | 2001:db8:1:2::/64",
        "2001:db8:1:2::99 | 2001:db8:1:2::/64",
        "2001:db8:1:3::99 | 2001:db8:1:3::/64",
        "::1 | 0:0:0:0::/64",
        "::ffff:203.0.113.9 | 203.0.113.9",
      })
  void an_address_counts_as_its_client(String peer, String client) {
    assertThat(addresses.resolve(ip(peer), List.of(), List.of()).value()).isEqualTo(client);
    assertThat(ClientAddress.parse(client).value()).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "203.0.113.9 | 203.0.113.9",
        "198.51.100.1, 203.0.113.9 | 203.0.113.9",
        "203.0.113.9, 10.2.3.4 | 203.0.113.9",
        "198.51.100.1, 203.0.113.9,10.2.3.4 ,  10.9.9.9 | 203.0.113.9",
        "10.2.3.4, 10.9.9.9 | 10.2.3.4",
        "203.0.113.9:4711 | 203.0.113.9",
        "2001:db8:1:2::7 | 2001:db8:1:2::/64",
        "[2001:db8:1:2::7]:443 | 2001:db8:1:2::/64",
        "[2001:db8:1:2::7] | 2001:db8:1:2::/64",
        "::ffff:203.0.113.9 | 203.0.113.9",
        "203.0.113.9, ::ffff:10.2.3.4 | 203.0.113.9",
        "203.0.113.9, 2001:db8:ffff::1 | 203.0.113.9",
        "203.0.113.9, unknown | 10.0.0.1",
        "203.0.113.9, nonsense, 10.9.9.9 | 10.9.9.9",
        "203.0.113.9, | 10.0.0.1",
        ", | 10.0.0.1",
        "` ` | 10.0.0.1",
        "256.1.1.1 | 10.0.0.1",
        "0x7f.1 | 10.0.0.1",
        "1.2.3 | 10.0.0.1",
        "2130706433 | 10.0.0.1",
        "010.0.0.1 | 10.0.0.1",
        "[203.0.113.9] | 10.0.0.1",
        "[2001:db8::1 | 10.0.0.1",
        "[2001:db8::1]x | 10.0.0.1",
        "203.0.113.9:123456 | 10.0.0.1",
        "fe80::1%eth0 | 10.0.0.1",
        "example.org | 10.0.0.1",
      })
  void behind_a_trusted_proxy_x_forwarded_for_names_the_client(String header, String client) {
    assertThat(addresses.resolve(ip(PROXY), List.of(), List.of(header)).value()).isEqualTo(client);
    assertThat(events).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "for=203.0.113.9 | 203.0.113.9",
        "For=203.0.113.9;proto=https;by=10.0.0.1 | 203.0.113.9",
        "proto=https;for=203.0.113.9 | 203.0.113.9",
        "for=198.51.100.1, for=203.0.113.9, for=10.2.3.4 | 203.0.113.9",
        "for=\"203.0.113.9:4711\" | 203.0.113.9",
        "for=\"[2001:db8:1:2::7]:4711\" | 2001:db8:1:2::/64",
        "for=\"[2001:db8:1:2::7]\";host=\"a,b;c\" | 2001:db8:1:2::/64",
        "for=\"198.51.100.1, for=203.0.113.9 | 203.0.113.9",
        "for=198.51.100.1\", for=203.0.113.9 | 203.0.113.9",
        "for=203.0.113.9, for=unknown | 10.0.0.1",
        "for=203.0.113.9, for=_hidden, for=10.9.9.9 | 10.9.9.9",
        "for=203.0.113.9, proto=https | 10.0.0.1",
        "for=203.0.113.9;for=198.51.100.1 | 10.0.0.1",
        "for=2001:db8::1 | 10.0.0.1",
        "for=\"\" | 10.0.0.1",
        "for=\" | 10.0.0.1",
        "for= | 10.0.0.1",
        "203.0.113.9 | 10.0.0.1",
      })
  void behind_a_trusted_proxy_forwarded_names_the_client(String header, String client) {
    assertThat(addresses.resolve(ip(PROXY), List.of(header), List.of()).value()).isEqualTo(client);
    assertThat(events).isEmpty();
  }

  @Test
  void several_lines_are_one_list() {
    assertThat(
            addresses
                .resolve(ip(PROXY), List.of(), List.of("198.51.100.1", "203.0.113.9, 10.1.1.1"))
                .value())
        .isEqualTo("203.0.113.9");
    assertThat(
            addresses
                .resolve(ip(PROXY), List.of(), List.of("203.0.113.9", "10.1.1.1, 10.1.1.2"))
                .value())
        .isEqualTo("203.0.113.9");
  }

  @Test
  void a_header_from_an_untrusted_peer_changes_nothing_and_is_reported() {
    assertThat(addresses.resolve(ip("203.0.113.9"), List.of(), List.of("198.51.100.1")).value())
        .isEqualTo("203.0.113.9");
    assertThat(addresses.resolve(ip("203.0.113.9"), List.of("for=198.51.100.1"), List.of()).value())
        .isEqualTo("203.0.113.9");
    assertThat(events).containsExactly("203.0.113.9 UNTRUSTED_PEER", "203.0.113.9 UNTRUSTED_PEER");
  }

  @Test
  void two_headers_count_only_where_they_agree() {
    List<String> customary = List.of("203.0.113.9");

    assertThat(addresses.resolve(ip(PROXY), List.of("for=203.0.113.9"), customary).value())
        .isEqualTo("203.0.113.9");
    assertThat(events).isEmpty();
    assertThat(addresses.resolve(ip(PROXY), List.of("for=198.51.100.1"), customary).value())
        .isEqualTo(PROXY);
    assertThat(events).containsExactly("10.0.0.1 CONTRADICTION");
  }

  @Test
  void a_trusted_proxy_may_come_as_ipv4_mapped_ipv6() {
    assertThat(addresses.resolve(ip("::ffff:10.0.0.1"), List.of(), List.of("203.0.113.9")).value())
        .isEqualTo("203.0.113.9");
  }

  @Test
  void p10_long_headers_are_not_read_and_long_lists_not_to_their_end() {
    String endless = "10.1.1.1, ".repeat(40) + "10.1.1.2";
    String tooLong = "203.0.113.9, ".repeat(1_000) + "203.0.113.9";

    assertThat(addresses.resolve(ip(PROXY), List.of(), List.of("203.0.113.9, " + endless)).value())
        .isEqualTo("10.1.1.1");
    assertThat(addresses.resolve(ip(PROXY), List.of(), List.of(tooLong)).value()).isEqualTo(PROXY);
  }

  @ParameterizedTest
  @CsvSource({"example.org", "''", "1.2.3", "10.0.0.0/8", "::1%lo"})
  void an_operator_names_an_address_and_nothing_else(String text) {
    assertThatThrownBy(() -> ClientAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static InetAddress ip(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
