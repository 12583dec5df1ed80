package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("rate-limit")
class AddressLimitTest {
  private final SettableClock clock = new SettableClock(1_700_000_000_000L);
  private final AddressLimit limit = new AddressLimit(LimitsConfig.defaults(), clock);
  private final ClientAddress address = ClientAddress.parse("203.0.113.9");

  @Test
  void an_address_may_ask_1000_times_a_minute_before_it_is_known_who_asks() {
    List<Verdict> verdicts = IntStream.range(0, 1_001).mapToObj(i -> limit.check(address)).toList();

    assertThat(verdicts.subList(0, 1_000)).allMatch(Verdict.Admitted.class::isInstance);
    assertThat(verdicts.getLast()).isInstanceOf(Verdict.Refused.class);
    assertThat(verdicts.getFirst().state().headers())
        .containsEntry("RateLimit-Policy", "\"unauthenticated\";q=1000;w=60")
        .containsEntry("RateLimit", "\"unauthenticated\";r=999;t=60");
    assertThat(limit.check(ClientAddress.parse("203.0.113.10")))
        .isInstanceOf(Verdict.Admitted.class);
  }

  @Test
  void its_refusal_lasts_until_the_window_has_room_and_starts_no_block() {
    for (int i = 0; i < 1_000; i++) {
      limit.check(address);
    }
    clock.advance(Duration.ofSeconds(20));

    Verdict.Refused refused = (Verdict.Refused) limit.check(address);
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(40));

    clock.advance(refused.retryAfter());
    assertThat(limit.check(address)).isInstanceOf(Verdict.Admitted.class);
  }
}
