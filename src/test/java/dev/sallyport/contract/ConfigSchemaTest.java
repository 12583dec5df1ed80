package dev.sallyport.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigLoader;
import dev.sallyport.config.Limits;
import dev.sallyport.config.Loaded;
import dev.sallyport.config.Server;
import dev.sallyport.domain.ActionClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The configuration's schema is for editors; the loader decides. This holds the two together.
@Tag("schemas")
class ConfigSchemaTest {
  private static final JsonNode SOURCE = source();
  private static final Schema SCHEMA = Schemas.plain().compile(SOURCE);

  @TempDir Path folder;

  private static JsonNode source() {
    try (InputStream in = Config.class.getResourceAsStream("/sallyport.schema.json")) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean loads(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("sallyport.yaml"), yaml);
    return ConfigLoader.load(Optional.of(file), folder.resolve("data")) instanceof Loaded.Ready;
  }

  private static boolean validates(String yaml) {
    return SCHEMA.validate(new YAMLMapper().readTree(yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "server: {}",
        "server: { host: 0.0.0.0, port: 0, maxBody: 64MiB, trustedProxies: [10.0.0.0/8], wait: 5s }",
        "store: { url: \"sqlite:./var/sallyport.db\", slowQuery: 1ms }",
        "store: { url: \"postgresql://gate@db/sallyport\" }",
        "store: { url: \"postgresql://gate@a:5432,b:5433/s\", passwordFile: ./p, connections: 100 }",
        "store: { sslMode: verify-full, rootCertificate: ./ca.pem, statementTimeout: 1s }",
        "limits: { heavy: { limit: 10, window: 300s, block: 15m } }",
        "limits: { addressFactor: 5, unauthenticated: { limit: 1000, window: 60s } }",
        "limits: { overrides: [{ class: heavy, kind: agent, limit: 3 }] }",
        "logging: { flushEvery: 1s, secretNames: [pin] }",
        "tokens: { lifetime: 10m, retention: 30d }",
        "approvals: { expireAfter: 1h, lifetime: 30d }",
        "retention: 90d",
        "retention: { changes: 90d, output: 30d }",
        "logging: { format: json, level: { root: info, dev.sallyport.http: debug } }",
        "metrics: { port: 9100, requireKey: true }",
        "console: { enabled: false, sessionIdle: 5m, sessionLife: 8h }",
        "notify: {}",
        "server: { publicUrl: \"https://gate.example.org/console\" }",
        "notify: { hook: { url: \"https://a.example/x\", secretFile: k, algorithm: ed25519, keyId: a } }",
        "notify: { hook: { url: \"http://10.0.0.1:8080/x\", allowPrivate: true, events: [freeze.*, \"*\"] } }",
        "notify: { chat: { format: slack, urlFile: ./keys/chat } }",
        "notify: { us: { format: smtp, url: \"smtps://mail.example\", from: a@b.c, to: [d@e.f], user: u, secretFile: p } }",
        "targets: { blog: { kind: site, repository: ./var/blog.git, publish: ./var/www } }",
        """
        targets:
          blog:
            kind: site
            repository: ./var/blog.git
            import: ./examples/site
            publish: ./var/www/blog
            branch: trunk
            protect: ["admin/**"]
            keepReleases: 3
            policy: { apply: { approve: [{ role: dba, count: 1 }, { role: sre, count: 2 }] }, deploy: { approve: 2 }, rollback: deny, auto: low, breakGlass: operator, whileUnknown: allow }
        """,
      })
  void what_the_loader_takes_keeps_the_schema(String yaml) throws IOException {
    assertThat(loads(yaml)).isTrue();
    assertThat(validates(yaml)).isTrue();
  }

  @Test
  void the_shipped_example_keeps_the_schema_and_has_a_target_of_each_kind() throws IOException {
    String example = Files.readString(Path.of("examples/sallyport.yaml"));

    assertThat(validates(example)).isTrue();
    assertThat(new YAMLMapper().readTree(example).path("targets").values())
        .extracting(target -> target.path("kind").asString())
        .containsExactlyInAnyOrder("site", "command");
    assertThat(loads(example)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "severs: {}",
        "server: { port: 70000 }",
        "server: { port: many }",
        "server: { maxBody: big }",
        "server: { trustedProxies: [everyone] }",
        "store: { url: \"mysql://db\" }",
        "store: { url: \"postgresql://gate@db\" }",
        "store: { url: \"postgresql://gate@db/s?sslmode=require\" }",
        "store: { connections: 0 }",
        "store: { sslMode: always }",
        "store: { sslMode: verify-full }",
        "limits: { heavy: { limit: 0 } }",
        "limits: { heavy: { window: 5 minutes } }",
        "limits: { reads: { limit: 1 } }",
        "limits: { overrides: [{ class: heavy, limit: 3 }] }",
        "limits: { overrides: [{ kind: agent, limit: 3 }] }",
        "logging: { secretNames: [''] }",
        "targets: { blog: { kind: site, repository: ./a, publish: ./b, protect: ['{a,b}'] } }",
        "tokens: { lifetime: forever }",
        "logging: { level: { root: loud } }",
        "metrics: { requireKey: sometimes }",
        "console: { sessionIdle: soon }",
        "console: { cookies: true }",
        "notify: { hook: {} }",
        "notify: { hook: { url: \"ftp://a.example\" } }",
        "notify: { hook: { url: \"https://user@a.example\" } }",
        "notify: { hook: { url: \"https://a.example\", urlFile: b } }",
        "notify: { hook: { url: \"https://a.example\", events: [\"no event\"] } }",
        "notify: { chat: { format: slack, url: \"https://a.example\", from: a@b.c } }",
        "notify: { us: { format: smtp, url: \"smtp://mail.example\", from: a@b.c } }",
        "notify: { us: { format: smtp, url: \"smtp://mail.example\", from: a@b.c, to: [d], user: u } }",
        "notify: { Hook: { url: \"https://a.example\" } }",
        "server: { publicUrl: gate.example.org }",
        "targets: { Blog: { kind: site, repository: ./a, publish: ./b } }",
        "targets: { blog: { kind: folder, repository: ./a, publish: ./b } }",
        "targets: { blog: { kind: site, publish: ./b } }",
        "targets: { blog: { kind: site, repository: ./a, publish: ./b, policy: { apply: always } } }",
        "targets: { blog: { kind: site, repository: ./a, publish: ./b, policy: { apply: { approve: 0 } } } }",
        "targets: { blog: { kind: site, repository: ./a, publish: ./b, policy: { auto: confirm } } }",
        "targets: { blog: { kind: site, repository: ./a, publish: ./b, policy: { deploy: { approve: [] } } } }",
      })
  void what_breaks_the_schema_is_refused_by_the_loader(String yaml) throws IOException {
    assertThat(validates(yaml)).isFalse();
    assertThat(loads(yaml)).isFalse();
  }

  @Test
  void its_defaults_are_those_of_the_code() {
    assertThat(SOURCE.at("/properties/server/properties/port/default").intValue())
        .isEqualTo(Server.DEFAULT.port());
    assertThat(SOURCE.at("/properties/server/properties/host/default").stringValue())
        .isEqualTo(Server.DEFAULT.host());
    assertThat(SOURCE.at("/properties/store/properties/url/default").stringValue())
        .isEqualTo(Config.Store.DEFAULT_URL);
    for (ActionClass one : ActionClass.values()) {
      JsonNode shown = SOURCE.at("/properties/limits/properties/" + one.wire() + "/default");
      Limits.Limit limit = Limits.DEFAULT.of(one);
      assertThat(shown.get("limit").intValue()).isEqualTo(limit.limit());
      assertThat(shown.get("window").stringValue()).isEqualTo(limit.window().toSeconds() + "s");
      assertThat(shown.get("block").stringValue()).isEqualTo(limit.block().toMinutes() + "m");
    }
  }
}
