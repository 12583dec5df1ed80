package dev.sallyport.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("rate-limit")
class BlockTest {
  private static final Duration BASE = Duration.ofMinutes(15);
  private static final long DAY = Duration.ofDays(1).toMillis();

  @Test
  void each_further_block_within_a_day_lasts_twice_as_long_up_to_a_day() {
    List<Long> hours = new ArrayList<>();
    @Nullable Block block = null;
    long now = 0;
    for (int i = 0; i < 10; i++) {
      block = Block.after(block, BASE, now);
      hours.add(Duration.ofMillis(block.rest(now)).toMinutes());
      now = block.until() + DAY - 1;
    }

    assertThat(hours).containsExactly(15L, 30L, 60L, 120L, 240L, 480L, 960L, 1440L, 1440L, 1440L);
  }

  @Test
  void after_a_quiet_day_the_first_length_holds_again() {
    Block second = Block.after(Block.after(null, BASE, 0), BASE, BASE.toMillis());

    assertThat(second.level()).isEqualTo(2);
    assertThat(Block.after(second, BASE, second.until() + DAY - 1).level()).isEqualTo(3);
    assertThat(Block.after(second, BASE, second.until() + DAY).level()).isOne();
  }

  @Test
  void it_is_over_at_its_end_and_not_before() {
    Block block = Block.after(null, BASE, 1_000);

    assertThat(block.rest(1_000)).isEqualTo(900_000);
    assertThat(block.rest(900_999)).isOne();
    assertThat(block.rest(901_000)).isZero();
  }

  @Test
  void a_clock_put_back_by_seconds_keeps_it_and_one_put_right_by_hours_ends_it() {
    Block block = Block.after(null, BASE, DAY);

    assertThat(block.rest(DAY - 5_000)).isEqualTo(905_000);
    assertThat(block.rest(DAY / 2)).isZero();
  }

  @Test
  void no_number_of_blocks_overflows() {
    @Nullable Block block = null;
    for (int i = 0; i < 1_000; i++) {
      block = Block.after(block, Block.LONGEST, i);
    }

    assertThat(block).isEqualTo(new Block(Block.HIGHEST_LEVEL, 999, 999 + DAY));
  }
}
