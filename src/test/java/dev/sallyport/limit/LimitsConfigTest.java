package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.config.Limits;
import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.TargetName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("rate-limit")
class LimitsConfigTest {
  private static final LimitPolicy FIFTY =
      new LimitPolicy(50, Duration.ofSeconds(60), Duration.ofMinutes(1));
  private static final TargetName BLOG = new TargetName("blog");

  @Test
  void the_defaults_are_those_of_the_configuration() {
    assertThat(LimitsConfig.of(Limits.DEFAULT)).isEqualTo(LimitsConfig.defaults());
  }

  @Test
  void an_override_of_the_configuration_holds_for_whom_it_names() {
    Limits silent = Limits.DEFAULT;
    Limits.LimitOverride override =
        new Limits.LimitOverride(
            ActionClass.HEAVY,
            Optional.of(PrincipalKind.AGENT),
            Optional.empty(),
            new Limits.Limit(50, Duration.ofSeconds(60), Duration.ofMinutes(1)));

    LimitsConfig config =
        LimitsConfig.of(
            new Limits(
                silent.classes(),
                silent.addressFactor(),
                silent.unauthenticated(),
                List.of(override),
                silent.storePatience()));

    assertThat(config.policyFor(ActionClass.HEAVY, PrincipalKind.AGENT, BLOG).policy())
        .isEqualTo(FIFTY);
    assertThat(config.policyFor(ActionClass.HEAVY, PrincipalKind.PERSON, BLOG).policy().limit())
        .isEqualTo(10);
  }

  @Test
  void a_class_that_is_left_out_keeps_its_default() {
    LimitsConfig config =
        new LimitsConfig(
            Map.of(ActionClass.HEAVY, FIFTY), 5, LimitsConfig.DEFAULT_UNAUTHENTICATED, List.of());

    assertThat(config.policyFor(ActionClass.HEAVY, null, null).policy()).isEqualTo(FIFTY);
    assertThat(config.policyFor(ActionClass.AUTO, null, null).policy().limit()).isEqualTo(5);
  }

  @Test
  void the_most_precise_override_holds() {
    LimitsConfig config =
        overriding(
            override(PrincipalKind.AGENT, null),
            override(null, BLOG),
            override(PrincipalKind.AGENT, BLOG));

    assertThat(name(config, PrincipalKind.PERSON, null)).isEqualTo("heavy");
    assertThat(name(config, PrincipalKind.AGENT, null)).isEqualTo("heavy.agent");
    assertThat(name(config, PrincipalKind.PERSON, BLOG)).isEqualTo("heavy@blog");
    assertThat(name(config, null, BLOG)).isEqualTo("heavy@blog");
    assertThat(name(config, PrincipalKind.AGENT, BLOG)).isEqualTo("heavy.agent@blog");
    assertThat(config.policyFor(ActionClass.AUTO, PrincipalKind.AGENT, BLOG).name())
        .isEqualTo("auto");
  }

  @Test
  void a_value_out_of_bounds_is_refused_by_name() {
    Duration minute = Duration.ofSeconds(60);
    assertRefused("limit must be", () -> new LimitPolicy(0, minute, minute));
    assertRefused("limit must be", () -> new LimitPolicy(1_000_001, minute, minute));
    assertRefused("window must be", () -> new LimitPolicy(1, Duration.ofMillis(999), minute));
    assertRefused("window must be", () -> new LimitPolicy(1, Duration.ofHours(25), minute));
    assertRefused("window must be", () -> new LimitPolicy(1, minute.plusNanos(1), minute));
    assertRefused("block must be", () -> new LimitPolicy(1, minute, Duration.ofHours(25)));
    assertRefused("block must be", () -> new LimitPolicy(1, minute, Duration.ofSeconds(-1)));
    assertRefused("addressFactor must be", () -> withFactor(0));
    assertRefused("addressFactor must be", () -> withFactor(1_001));
    assertRefused(
        "times addressFactor",
        () ->
            new LimitsConfig(
                Map.of(ActionClass.HEAVY, new LimitPolicy(100_000, minute, minute)),
                11,
                LimitsConfig.DEFAULT_UNAUTHENTICATED,
                List.of()));
    assertRefused("two overrides", () -> overriding(override(null, BLOG), override(null, BLOG)));
    assertRefused("needs a kind, a target", () -> override(null, null));
  }

  private static void assertRefused(String why, Runnable making) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private static void withFactor(int factor) {
    var unused =
        new LimitsConfig(Map.of(), factor, LimitsConfig.DEFAULT_UNAUTHENTICATED, List.of());
  }

  private static String name(
      LimitsConfig config, @Nullable PrincipalKind kind, @Nullable TargetName target) {
    return config.policyFor(ActionClass.HEAVY, kind, target).name();
  }

  private static LimitsConfig overriding(LimitOverride... overrides) {
    return new LimitsConfig(Map.of(), 5, LimitsConfig.DEFAULT_UNAUTHENTICATED, List.of(overrides));
  }

  private static LimitOverride override(@Nullable PrincipalKind kind, @Nullable TargetName target) {
    return new LimitOverride(ActionClass.HEAVY, kind, target, FIFTY);
  }
}
