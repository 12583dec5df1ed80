package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sallyport.config.Limits.Limit;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("validation")
class ConfigRecordsTest {
  @Test
  void a_record_made_in_code_checks_its_values_and_names_the_bad_one() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Server(
                    "127.0.0.1",
                    70_000,
                    1 << 20,
                    List.of(),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30),
                    Optional.empty()))
        .withMessage("server.port must be from 0 to 65535, not 70000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limit(0, Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .withMessage("limit must be from 1 to 100000, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Policy.Requirement.Approve(11))
        .withMessageContaining("approve");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoreUrl.Sqlite(Path.of("relative.db")))
        .withMessageContaining("relative.db");
  }

  @Test
  void p7_a_database_password_is_not_shown() {
    StoreUrl url = new StoreUrl.Postgresql("postgresql://gate:hunter2@db/sallyport");

    assertThat(url.toString()).doesNotContain("hunter2").doesNotContain("gate");
    assertThat(new Config.Store(url, Duration.ofSeconds(1)).toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.0.0.128/25, 10.0.0.127, false",
    "10.0.0.128/25, 10.0.0.200, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true",
  })
  void an_address_range_holds_the_addresses_that_share_its_bits(
      String range, String address, boolean inside) {
    assertThat(AddressRange.parse(range).orElseThrow().contains(InetAddress.ofLiteral(address)))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost",
    "10.1",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "10.0.0.0/33",
    "::/129",
    "fe80::1%eth0",
    "256.0.0.1",
    "/8",
    "a:b",
  })
  void what_is_no_address_range_is_refused_without_asking_a_name_server(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }
}
