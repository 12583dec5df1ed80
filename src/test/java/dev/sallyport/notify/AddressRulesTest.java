package dev.sallyport.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("validation")
class AddressRulesTest {
  private static boolean admits(boolean allowPrivate, String address) throws UnknownHostException {
    return new AddressRules(allowPrivate).admits(InetAddress.getByName(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "93.184.216.34",
        "1.1.1.1",
        "2606:4700::1111",
        "::ffff:1.1.1.1",
        "2002:0101:0101::1"
      })
  void a_public_address_is_let_through(String address) throws UnknownHostException {
    assertThat(admits(false, address)).isTrue();
    assertThat(admits(true, address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9", "::1",
        "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1"
      })
  void a_private_one_only_where_it_is_meant(String address) throws UnknownHostException {
    assertThat(admits(false, address)).as(address).isFalse();
    assertThat(admits(true, address)).as(address).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::",
        "ff02::1"
      })
  void what_is_no_hosts_address_never(String address) throws UnknownHostException {
    assertThat(admits(true, address)).as(address).isFalse();
  }
}
