package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PostgresServer;
import dev.sallyport.fixture.SelfSigned;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A gate and a PostgreSQL that takes its user over TLS alone, and only with a password.
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTlsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String CONNECTIONS_OF_THE_GATE =
      """
      SELECT %s FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
      WHERE usename = 'sallyport'
      """;

  private PostgresServer server;
  private Connection owner;
  private Path certificate;

  @BeforeAll
  void startServer(@TempDir(cleanup = CleanupMode.NEVER) Path folder) throws Exception {
    SelfSigned key = SelfSigned.in(folder.resolve("key"));
    certificate = folder.resolve("certificate.pem");
    Files.writeString(certificate, key.certificatePem());
    Path data = folder.resolve("server");
    server = new PostgresServer(data);
    Files.writeString(data.resolve("server.crt"), key.certificatePem());
    Path secret = data.resolve("server.key");
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, key.keyPem());
    Path access = data.resolve("pg_hba.conf");
    Files.writeString(
        access,
        "hostssl all sallyport 127.0.0.1/32 scram-sha-256\nhost all sallyport 0.0.0.0/0 reject\n"
            + Files.readString(access));
    owner = server.connect();
    execute(
        "CREATE ROLE sallyport LOGIN PASSWORD 'first'",
        "CREATE DATABASE gate OWNER sallyport",
        "ALTER SYSTEM SET ssl = on",
        "SELECT pg_reload_conf()");
    await()
        .atMost(SOON)
        .until(
            () ->
                number("SELECT count(*) FROM pg_settings WHERE name = 'ssl' AND setting = 'on'")
                    == 1);
  }

  @AfterAll
  void stopServer() throws SQLException {
    owner.close();
    server.close();
  }

  private void execute(String... statements) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = owner.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private TestGate gate(Path folder, String security) throws IOException {
    Path password = folder.resolve("password");
    if (!Files.exists(password)) {
      Files.writeString(password, "first\n");
    }
    String url = server.url().replace("postgres@", "sallyport@").replace("/postgres", "/gate");
    return TestGate.start(
        folder,
        "store: { url: \""
            + url
            + "\", passwordFile: "
            + password
            + ", "
            + security
            + " }\n"
            + TestGate.WIDE_LIMITS
            + TestGate.BLOG,
        Ambient.system(),
        Checkpoint.Listener.NONE);
  }

  private String verifying(Path root) {
    return "sslMode: verify-full, rootCertificate: " + root;
  }

  @Test
  void everyConnectionIsEncryptedAndThePasswordMayChangeInPlace(@TempDir Path folder)
      throws Exception {
    try (TestGate gate = gate(folder, verifying(certificate))) {
      TestCaller caller = gate.caller("docs-bot", Role.REQUESTER);
      assertThat(caller.preview("one", "index.html", "one\n").status()).isEqualTo(200);
      assertThat(number(CONNECTIONS_OF_THE_GATE.formatted("count(*)"))).isPositive();
      assertThat(number(CONNECTIONS_OF_THE_GATE.formatted("count(*) FILTER (WHERE NOT ssl)")))
          .isZero();

      Files.writeString(folder.resolve("password"), "second\n");
      execute(
          "ALTER ROLE sallyport PASSWORD 'second'",
          CONNECTIONS_OF_THE_GATE.formatted("pg_terminate_backend(pid)"));
      assertThat(caller.preview("two", "index.html", "two\n").status()).isEqualTo(200);
      execute("ALTER ROLE sallyport PASSWORD 'first'");
    }
  }

  @Test
  void aServerWithAnotherCertificateIsNotSpokenTo(@TempDir Path folder) throws Exception {
    Path other = folder.resolve("other.pem");
    Files.writeString(other, SelfSigned.in(folder.resolve("other")).certificatePem());

    assertThatThrownBy(() -> gate(folder, verifying(other)).close())
        .hasMessageContaining("The store cannot be opened")
        .hasStackTraceContaining("PKIX path");
  }

  @Test
  void aServerThatWantsTlsRefusesAGateThatDoesNot(@TempDir Path folder) {
    assertThatThrownBy(() -> gate(folder, "sslMode: disable").close())
        .hasMessageContaining("The store cannot be opened");
  }
}
