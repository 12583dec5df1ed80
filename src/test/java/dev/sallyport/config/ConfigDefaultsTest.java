package dev.sallyport.config;

import static dev.sallyport.domain.ActionClass.AUTO;
import static dev.sallyport.domain.ActionClass.DEFAULT;
import static dev.sallyport.domain.ActionClass.HEAVY;
import static dev.sallyport.domain.ActionClass.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.config.Limits.Limit;
import dev.sallyport.config.Limits.LimitOverride;
import dev.sallyport.config.Limits.Quota;
import dev.sallyport.config.Policy.Requirement;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.domain.TargetName;
import dev.sallyport.log.LogLevel;
import dev.sallyport.log.LoggingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("validation")
class ConfigDefaultsTest {
  @TempDir Path folder;

  @Test
  void without_a_file_the_documented_defaults_hold_and_there_is_no_target() {
    Config config = ConfigFiles.ready(ConfigLoader.load(Optional.empty(), folder));

    assertThat(config.server().host()).isEqualTo("127.0.0.1");
    assertThat(config.server().port()).isEqualTo(7410);
    assertThat(config.server().maxBodyBytes()).isEqualTo(1_048_576);
    assertThat(config.server().trustedProxies()).isEmpty();
    assertThat(config.server().answerWait()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.store().url()).isEqualTo(new StoreUrl.Sqlite(folder.resolve("sallyport.db")));
    assertThat(config.limits().classes())
        .isEqualTo(
            Map.of(
                DEFAULT, new Limit(100, Duration.ofSeconds(60), Duration.ofMinutes(5)),
                TOKEN, new Limit(20, Duration.ofSeconds(60), Duration.ofMinutes(3)),
                HEAVY, new Limit(10, Duration.ofSeconds(300), Duration.ofMinutes(15)),
                AUTO, new Limit(5, Duration.ofSeconds(300), Duration.ofMinutes(10))));
    assertThat(config.limits().addressFactor()).isEqualTo(5);
    assertThat(config.limits().unauthenticated())
        .isEqualTo(new Quota(1000, Duration.ofSeconds(60)));
    assertThat(config.tokens().lifetime()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.tokens().retention()).isEqualTo(Duration.ofDays(30));
    assertThat(config.retention())
        .isEqualTo(new Retention(Duration.ofDays(90), Duration.ofDays(30)));
    assertThat(config.limits().overrides()).isEmpty();
    assertThat(config.logging()).isEqualTo(LoggingConfig.defaults());
    assertThat(config.metrics().port()).isEmpty();
    assertThat(config.metrics().requireKey()).isFalse();
    assertThat(config.console().enabled()).isTrue();
    assertThat(config.console().sessionIdle()).isEqualTo(Duration.ofMinutes(30));
    assertThat(config.console().sessionLife()).isEqualTo(Duration.ofHours(12));
    assertThat(config.targets()).isEmpty();
  }

  @Test
  void one_retention_is_for_everything_that_ended_and_what_is_silent_follows_what_is_said() {
    ConfigFiles files = new ConfigFiles(folder);

    assertThat(files.ready("retention: 45d").retention())
        .isEqualTo(new Retention(Duration.ofDays(45), Duration.ofDays(45)));
    assertThat(files.ready("tokens: { retention: 120d }").retention())
        .isEqualTo(new Retention(Duration.ofDays(120), Duration.ofDays(30)));
    assertThat(files.ready("{ tokens: { retention: 2d }, retention: { changes: 3d } }").retention())
        .isEqualTo(new Retention(Duration.ofDays(3), Duration.ofDays(3)));
  }

  @Test
  void an_empty_file_and_one_with_empty_sections_are_the_defaults() {
    Config silent = ConfigFiles.ready(ConfigLoader.load(Optional.empty(), folder));
    ConfigFiles files = new ConfigFiles(folder);
    Config empty = files.ready("");

    assertThat(empty.limits()).isEqualTo(silent.limits());
    assertThat(files.ready("# nothing but a comment\n")).isEqualTo(empty);
    assertThat(files.ready("server:\nlimits:\n  heavy:\nretention:\ntargets: ~\n"))
        .isEqualTo(empty);
    assertThat(files.ready("\uFEFFserver:\n")).isEqualTo(empty);
  }

  @Test
  void the_shipped_example_says_what_the_defaults_are() {
    Config example =
        ConfigFiles.ready(
            ConfigLoader.load(Optional.of(Path.of("examples/sallyport.yaml")), folder));
    Config silent = ConfigFiles.ready(ConfigLoader.load(Optional.empty(), folder));

    assertThat(example).usingRecursiveComparison().ignoringFields("targets").isEqualTo(silent);
    assertThat(example.targets()).containsOnlyKeys(new TargetName("blog"), new TargetName("infra"));
  }

  @Test
  void a_site_is_read_with_its_policy() {
    ConfigFiles files = new ConfigFiles(folder);

    Config config =
        files.ready(
            """
            server: { host: 127.0.0.1, port: 7410 }
            store: { url: "sqlite:./var/sallyport.db" }       # or postgresql://user@host/db
            limits:
              heavy: { limit: 10, window: 300s, block: 15m }
              addressFactor: 5
              unauthenticated: { limit: 1000, window: 60s }
            targets:
              blog:
                kind: site
                repository: ./var/blog.git
                import: ./examples/site
                publish: ./var/www/blog
                protect: ["admin/**"]
                policy: { apply: { approve: 2 }, deploy: confirm, rollback: deny, auto: low }
            """);

    assertThat(config.targets().values())
        .containsExactly(
            new TargetConfig.Site(
                new TargetName("blog"),
                files.data().resolve("blog.git"),
                Optional.of(folder.resolve("examples/site")),
                files.data().resolve("www/blog"),
                "main",
                List.of("admin/**"),
                5,
                new Policy(
                    new Requirement.Approve(2),
                    new Requirement.Confirm(),
                    new Requirement.Deny(),
                    Optional.of(SafetyLevel.LOW))));
  }

  @Test
  void a_silent_policy_asks_for_confirmation_and_denies_auto() {
    Config config =
        new ConfigFiles(folder)
            .ready("targets: { blog: { kind: site, repository: ./r.git, publish: /srv/blog } }");

    assertThat(config.targets().get(new TargetName("blog")).policy())
        .isEqualTo(
            new Policy(
                new Requirement.Confirm(),
                new Requirement.Confirm(),
                new Requirement.Confirm(),
                Optional.empty()));
  }

  @Test
  void a_part_of_a_limit_may_be_left_out() {
    Config config = new ConfigFiles(folder).ready("limits: { heavy: { limit: 3 } }");

    assertThat(config.limits().of(HEAVY))
        .isEqualTo(new Limit(3, Duration.ofSeconds(300), Duration.ofMinutes(15)));
    assertThat(config.limits().of(AUTO).limit()).isEqualTo(5);
  }

  @Test
  void an_override_leaves_the_rest_as_in_its_class() {
    Config config =
        new ConfigFiles(folder)
            .ready(
                """
                limits:
                  heavy: { block: 1h }
                  overrides:
                    - { class: heavy, kind: agent, target: blog, limit: 3 }
                    - { class: heavy, kind: agent, window: 60s }
                targets: { blog: { kind: site, repository: ./r.git, publish: /srv/blog } }
                """);

    assertThat(config.limits().overrides())
        .containsExactly(
            new LimitOverride(
                HEAVY,
                Optional.of(PrincipalKind.AGENT),
                Optional.of(new TargetName("blog")),
                new Limit(3, Duration.ofSeconds(300), Duration.ofHours(1))),
            new LimitOverride(
                HEAVY,
                Optional.of(PrincipalKind.AGENT),
                Optional.empty(),
                new Limit(10, Duration.ofSeconds(60), Duration.ofHours(1))));
  }

  @Test
  void log_levels_are_set_over_the_built_in_ones() {
    Config config =
        new ConfigFiles(folder)
            .ready(
                "logging: { format: json, secretNames: [pin], level: { dev.sallyport.http: debug } }");

    LoggingConfig expected =
        LoggingConfig.defaults()
            .withFormat(LoggingConfig.Format.JSON)
            .withLevels(Map.of("dev.sallyport.http", LogLevel.DEBUG));
    assertThat(config.logging().format()).isEqualTo(expected.format());
    assertThat(config.logging().levels()).isEqualTo(expected.levels());
    assertThat(config.logging().secretNames()).containsExactly("pin");
  }

  @Test
  void an_alias_repeats_what_its_anchor_says() {
    Config config =
        new ConfigFiles(folder)
            .ready("limits: { heavy: &same { limit: 3, window: 1m, block: 1m }, auto: *same }");

    assertThat(config.limits().of(AUTO)).isEqualTo(config.limits().of(HEAVY));
  }
}
