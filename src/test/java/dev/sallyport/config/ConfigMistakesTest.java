package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("validation")
class ConfigMistakesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "server: { host: 'a b' } | server.host | must be an address or the name of a host, not \"a b\"",
        "server: { port: 65536 } | server.port | must be a whole number from 0 to 65535, not \"65536\"",
        "server: { port: -1 } | server.port | not \"-1\"",
        "server: { port: 99999999999999999999 } | server.port | not \"99999999999999999999\"",
        "server: { port: 0x50 } | server.port | not \"0x50\"",
        "server: { port: } | server.port | not nothing",
        "server: { port: [1] } | server.port | not a list",
        "server: { port: { a: 1 } } | server.port | not a mapping",
        "server: { maxBody: 65MiB } | server.maxBody | must be a size from 1MiB to 64MiB",
        "server: { maxBody: 1MB } | server.maxBody | not \"1MB\"",
        "server: { wait: 30 } | server.wait | must be a time from 1s to 10m, such as 300s",
        "server: { trustedProxies: 10.0.0.1 } | server.trustedProxies | must be a list",
        "server: { trustedProxies: [10.0.0.0/33] } | server.trustedProxies[0] | must be an address or a range",
        "server: { trustedProxies: [example.org] } | server.trustedProxies[0] | not \"example.org\"",
        "server: { prot: 1 } | server.prot | is not a setting; did you mean \"port\"?",
        "server: 7410 | server | must be a mapping of settings to values",
        "surver: {} | surver | is not a setting; did you mean \"server\"?",
        "whatever: 1 | whatever | is not a setting; known are ",
        "store: { url: 'mysql://x' } | store.url | must be sqlite: and a file's path",
        "store: { url: 'sqlite::memory:' } | store.url | must be sqlite: and a file's path",
        "store: { url: 'sqlite:a.db?mode=memory' } | store.url | must be sqlite: and a file's path",
        "store: { url: 'postgresql://' } | store.url | or postgresql://user@host/database",
        "store: { slowQuery: 0ms } | store.slowQuery | must be a time from 1ms to 1m",
        "limits: { heavy: { limit: 0 } } | limits.heavy.limit | must be a whole number from 1 to 100000",
        "limits: { heavy: { window: 25h } } | limits.heavy.window | must be a time from 1s to 1d",
        "limits: { heavy: { block: 1w } } | limits.heavy.block | not \"1w\"",
        "limits: { addressFactor: 0 } | limits.addressFactor | must be a whole number from 1 to 1000",
        "limits: { unauthenticated: { block: 5m } } | limits.unauthenticated.block | is not a setting",
        "limits: { havy: { limit: 1 } } | limits.havy | did you mean \"heavy\"?",
        "limits: { addressFactor: 51, auto: { limit: 20001 } } | limits.auto.limit | times addressFactor must be at most 1000000, not 20001 times 51",
        "limits: { overrides: [{ limit: 1 }] } | limits.overrides[0].class | is missing; it must be default, token, heavy or auto",
        "limits: { overrides: [{ class: auto }] } | limits.overrides[0] | needs a kind, a target or both",
        "limits: { overrides: [{ class: auto, target: blgo }] } | limits.overrides[0].target | is not among the targets: blgo",
        "limits: { overrides: [{ class: auto, kind: bot }] } | limits.overrides[0].kind | must be agent, service or person, not \"bot\"",
        "limits: { overrides: [{ class: auto, kind: agent }, { class: auto, kind: agent }] } | limits.overrides[1] | is for the same class",
        "limits: { overrides: [7] } | limits.overrides[0] | must be a mapping",
        "limits: { overrides: { class: auto } } | limits.overrides | must be a list",
        "logging: { flushEvery: 1m } | logging.flushEvery | must be a time from 10ms to 10s",
        "logging: { secretNames: [''] } | logging.secretNames[0] | must be the name of a field",
        "tokens: { lifetime: 999ms } | tokens.lifetime | must be a time from 1s to 1d",
        "tokens: { retention: 1h } | tokens.retention | must be a time from 1d to 3650d",
        "retention: 1h | retention | must be a time from 1d to 3650d",
        "retention: 29d | retention | must be at least tokens.retention, 30d",
        "retention: { changes: 29d } | retention.changes | must be at least tokens.retention, 30d",
        "retention: { changes: 60d, output: 61d } | retention.output | must be at most retention.changes, 60d",
        "retention: { logs: 60d } | retention.logs | is not a setting",
        "logging: { format: jsn } | logging.format | must be auto, json or text, not \"jsn\"; did you mean \"json\"?",
        "logging: { level: { root: INFO } } | logging.level.root | did you mean \"info\"?",
        "logging: { level: { 'a b': info } } | logging.level.\"a b\" | must be named by root, or the name of a package",
        "logging: { level: info } | logging.level | must be a mapping",
        "metrics: { port: 0 } | metrics.port | must be a whole number from 1 to 65535",
        "metrics: { port: 7410 } | metrics.port | is the gate's own port",
        "console: { enabled: maybe } | console.enabled | must be true or false",
        "console: { sessionIdle: 25h } | console.sessionIdle | must be a time from 1s to 1d",
        "console: { sessionLife: 31d } | console.sessionLife | must be a time from 1s to 30d",
        "metrics: { requireKey: yes } | metrics.requireKey | must be true or false",
        "targets: [] | targets | must be a mapping",
        "targets: { Blog: {} } | targets.Blog | must be named by 1 to 64 of a-z",
        "targets: { blog: { kind: sites } } | targets.blog.kind | must be site or command, not \"sites\"; did you mean \"site\"?",
        "targets: { blog: { kind: folder } } | targets.blog.kind | must be site or command, not \"folder\"",
        "targets: { blog: {} } | targets.blog.kind | is missing; it must be site or command",
        "targets: { blog: {} } | targets.blog.repository | is missing; it must be a path",
        "targets: { blog: {} } | targets.blog.publish | is missing; it must be a path",
        "targets: { blog: { repository: \"a\\0b\" } } | targets.blog.repository | must be a path, not \"a\\u{0}b\"",
        "targets: { blog: { branch: a..b } } | targets.blog.branch | must be the name of a branch",
        "targets: { blog: { protect: [/etc] } } | targets.blog.protect[0] | must be a glob of paths inside",
        "targets: { blog: { protect: ['a{b,c}'] } } | targets.blog.protect[0] | must be a glob of paths inside",
        "targets: { blog: { protect: ['[a'] } } | targets.blog.protect[0] | must be a glob of paths inside",
        "targets: { blog: { keepReleases: 0 } } | targets.blog.keepReleases | from 1 to 1000",
        "targets: { blog: { policy: { auto: lo } } } | targets.blog.policy.auto | must be low, medium, high or deny, not \"lo\"; did you mean \"low\"?",
        "targets: { blog: { policy: { apply: no } } } | targets.blog.policy.apply | must be confirm or deny or { approve: N }",
        "targets: { blog: { policy: { apply: { approve: 0 } } } } | targets.blog.policy.apply.approve | must be a whole number from 1 to 10",
        "targets: { blog: { policy: { apply: { approved: 1 } } } } | targets.blog.policy.apply.approved | did you mean \"approve\"?",
        "targets: { blog: { policy: { deploy: { approve: [] } } } } | targets.blog.policy.deploy.approve | must name at least one group",
        "targets: { blog: { policy: { apply: { approve: [{ role: dba }] } } } } | targets.blog.policy.apply.approve[0].count | is missing; it must be a whole number from 1 to 10",
        "targets: { blog: { policy: { apply: { approve: [{ role: DBA, count: 1 }] } } } } | targets.blog.policy.apply.approve[0].role | must be the name of a group",
        "targets: { blog: { policy: { apply: { approve: [{ role: a, count: 1 }, { role: a, count: 1 }] } } } } | targets.blog.policy.apply.approve[1].role | names a group that is named before",
        "targets: { blog: { policy: { breakGlass: allow } } } | targets.blog.policy.breakGlass | must be deny or operator",
        "targets: { blog: { policy: { whileUnknown: true } } } | targets.blog.policy.whileUnknown | must be block or allow",
        "approvals: { expireAfter: 1s } | approvals.expireAfter | must be a time from 1m to 30d",
        "targets: { blog: { policy: { reversibility: no } } } | targets.blog.policy.reversibility | must be read-only, reversible, externally-reversible or irreversible",
        "targets: { blog: { policy: { rules: [{ when: 'plan.deletionz > 1', because: a, deny: true }] } } } | targets.blog.policy.rules[0].when | is no condition: undeclared reference to 'plan'",
        "targets: { blog: { policy: { rules: [{ when: 'plan.items', because: a, deny: true }] } } } | targets.blog.policy.rules[0].when | expected type 'bool' but found 'int'",
        "targets: { blog: { policy: { rules: [{ when: 'true', because: a }] } } } | targets.blog.policy.rules[0] | must have either safety: low, medium or high, or deny: true",
        "targets: { blog: { policy: { rules: [{ when: 'true', because: a, deny: true, safety: low }] } } } | targets.blog.policy.rules[0] | must have either safety",
        "targets: { blog: { policy: { rules: [{ when: 'true', because: '', deny: true }] } } } | targets.blog.policy.rules[0].because | the reason that people read",
        "targets: { blog: { policy: { aply: deny } } } | targets.blog.policy.aply | did you mean \"apply\"?",
      })
  void each_mistake_is_named_with_what_is_allowed(String text, String path, String message) {
    List<ConfigMistake> mistakes = new ConfigFiles(folder).mistakes(text);

    assertThat(mistakes)
        .anySatisfy(
            mistake -> {
              assertThat(mistake.path()).isEqualTo(path);
              assertThat(mistake.message()).contains(message);
              assertThat(mistake.line()).isEqualTo(1);
            });
  }

  @Test
  void every_mistake_is_named_at_once_in_the_order_of_the_file() {
    List<ConfigMistake> mistakes =
        new ConfigFiles(folder)
            .mistakes(
                """
                server:
                  prot: 7410
                  wait: soon
                limits:
                  heavy: { limit: many }
                targets:
                  blog:
                    kind: site
                    repository: ./var/blog.git
                    policy: { auto: yes }
                  blog:
                    kind: site
                """);

    assertThat(mistakes)
        .extracting(ConfigMistake::toString)
        .containsExactly(
            "line 2: server.prot is not a setting; did you mean \"port\"?",
            "line 3: server.wait must be a time from 1s to 10m, such as 300s, 15m, 24h or 30d,"
                + " not \"soon\"",
            "line 5: limits.heavy.limit must be a whole number from 1 to 100000, not \"many\"",
            "line 8: targets.blog.publish is missing; it must be a path",
            "line 10: targets.blog.policy.auto must be low, medium, high or deny, not \"yes\"",
            "line 11: targets.blog is already set on line 7");
  }

  @Test
  void targets_that_share_a_folder_are_mistakes() {
    List<ConfigMistake> mistakes =
        new ConfigFiles(folder)
            .mistakes(
                """
                targets:
                  a: { kind: site, repository: ./var/a.git, publish: ./var/a }
                  b: { kind: site, repository: ./var/a.git, publish: ./var/a/b }
                  c: { kind: site, repository: ./var/c.git, publish: ./var/c.git/www }
                """);

    assertThat(mistakes)
        .extracting(ConfigMistake::path)
        .containsExactly("targets.b.repository", "targets.b.publish", "targets.c.publish");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: [1, 2",
        "\tserver: {}",
        "a: b: c",
        "- a\nb",
        "\"unclosed",
        "server: *nobody",
        "&a [*a]",
        "? {a: b}\n: c",
        "server: !!map {}",
        "a: 1\n---\nb: 2",
        "\u0001",
        "a: \"\\x \"",
        "%YAML 3.0\n---\na",
      })
  void what_is_not_one_plain_document_is_named_as_that(String text) {
    assertThat(new ConfigFiles(folder).mistakes(text))
        .singleElement()
        .satisfies(mistake -> assertThat(mistake.path()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"just text", "- a list", "17"})
  void a_file_that_is_no_mapping_is_a_mistake(String text) {
    assertThat(new ConfigFiles(folder).mistakes(text))
        .extracting(ConfigMistake::toString)
        .containsExactly("line 1: the file must be a mapping of settings to values");
  }

  @Test
  void a_file_that_cannot_be_read_is_a_mistake() throws IOException {
    ConfigFiles files = new ConfigFiles(folder);
    Path absent = folder.resolve("absent.yaml");

    assertThat(ConfigFiles.mistakes(ConfigLoader.load(Optional.of(absent), folder)))
        .extracting(ConfigMistake::message)
        .containsExactly("does not exist: " + absent);
    assertThat(ConfigFiles.mistakes(ConfigLoader.load(Optional.of(folder), folder)))
        .extracting(ConfigMistake::message)
        .containsExactly("is a folder: " + folder);
    assertThat(ConfigFiles.mistakes(files.load(new byte[] {'a', ':', (byte) 0xff})))
        .extracting(ConfigMistake::message)
        .containsExactly("is not text in UTF-8");
    assertThat(ConfigFiles.mistakes(files.load(new byte[ConfigLoader.MOST_BYTES + 1])))
        .extracting(ConfigMistake::message)
        .containsExactly("is larger than 256KiB");
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    assertThat(ConfigFiles.mistakes(ConfigLoader.load(Optional.of(loop), folder)))
        .extracting(ConfigMistake::message)
        .containsExactly("cannot be read: " + loop);
  }

  @Test
  void p10_depth_is_bounded_before_anything_is_built() {
    assertThat(new ConfigFiles(folder).mistakes("a: " + "[".repeat(200_000)))
        .extracting(ConfigMistake::message)
        .containsExactly("is nested more than 16 deep");
  }

  @Test
  void p10_aliases_of_aliases_cost_no_more_than_they_are_long() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
    }
    bomb.append("targets: *a11\nserver: { trustedProxies: *a11 }\n");

    assertThat(new ConfigFiles(folder).mistakes(bomb.toString())).hasSizeLessThan(40);
  }

  @Test
  void p10_of_very_many_mistakes_the_first_are_named_and_the_rest_counted() {
    String text = "x".repeat(20) + ": 1\n";
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 150; i++) {
      many.append(i).append(text);
    }

    List<ConfigMistake> mistakes = new ConfigFiles(folder).mistakes(many.toString());

    assertThat(mistakes).hasSize(Mistakes.MOST_NAMED + 1);
    assertThat(mistakes.getLast().toString()).isEqualTo("the file has 50 mistakes more");
  }

  @Test
  void p7_a_wrong_store_url_is_not_quoted_because_it_may_hold_a_password() {
    assertThat(new ConfigFiles(folder).mistakes("store: { url: 'postgres://u:hunter2@h/d' }"))
        .extracting(ConfigMistake::toString)
        .singleElement()
        .asString()
        .doesNotContain("hunter2");
  }

  @Test
  void what_is_quoted_is_cut_and_cannot_move_a_terminal() {
    String text = "server: { host: \"\\e[2J\\u202e" + "y".repeat(5000) + "\" }";

    String shown = new ConfigFiles(folder).mistakes(text).getFirst().toString();

    assertThat(shown).hasSizeLessThan(200).contains("\\u{1b}[2J\\u{202e}yyy").contains("…");
    assertThat(shown.getBytes(StandardCharsets.UTF_8)).doesNotContain((byte) 0x1b);
  }
}
