package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.config.StoreUrl;
import dev.sallyport.server.StartException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// With a program in pgbench's place that keeps what it was asked for. With the real one, where it
/// is installed, see [DbCommandTest].
@Tag("integration")
@DisabledOnOs(OS.WINDOWS)
class PgbenchTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_234_567));
  private static final String SQL =
      "UPDATE t SET used_at = ? WHERE token_hash = ? AND expires_at > ?";

  @TempDir Path folder;

  private final Latencies seen = new Latencies();

  private Pgbench standIn(String lines) throws IOException {
    Path program = folder.resolve("pgbench");
    Files.writeString(program, "#!/bin/sh\n" + lines);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    StoreUrl.Postgresql url = new StoreUrl.Postgresql("postgresql://a%20b:hidden@db.example/gate");
    return new Pgbench(program, url, "s3cret", SQL);
  }

  /// Says what it was told, and writes the log of two transactions as pgbench does.
  private String keeping() {
    return """
        printf '%%s\\n' "$@" > %1$s/asked
        echo "$PGPASSWORD" > %1$s/password
        for each; do case $each in
          --file=*) cp "${each#--file=}" %1$s/script ;;
          --log-prefix=*) prefix=${each#--log-prefix=} ;;
        esac; done
        echo '0 0 1500 0 1700000000 1' > "$prefix.7"
        echo '1 0 2500 0 1700000000 2' > "$prefix.7.1"
        echo 'tps = 11.0 (including connections establishing)'
        echo 'tps = 40.5 (without initial connection time)'
        """
        .formatted(folder);
  }

  @Test
  void it_is_asked_for_the_same_statement_with_a_token_each_and_its_times_are_kept()
      throws Exception {
    Callers.Done done = standIn(keeping()).run(CLOCK, 4_000, seen, "pgbench");

    assertThat(done.pieces()).isEqualTo(2);
    assertThat(done.perSecond()).isEqualTo(40.5);
    assertThat(seen.count("pgbench")).isEqualTo(2);
    assertThat(folder.resolve("script"))
        .hasContent(
            """
            \\set n :client_id + :k * 10
            \\set k :k + 1
            UPDATE t SET used_at = :now WHERE token_hash = encode(sha256(:n::text::bytea), 'hex')\
             AND expires_at > :now;
            """);
    assertThat(folder.resolve("asked"))
        .content()
        .contains("--protocol=prepared", "--client=10", "--transactions=400", "now=1234567")
        .endsWith("postgresql://a%20b@db.example/gate\n");
  }

  @Test
  void its_password_is_in_no_list_of_processes() throws Exception {
    standIn(keeping()).run(CLOCK, 100, seen, "pgbench");

    assertThat(folder.resolve("password")).hasContent("s3cret");
    assertThat(folder.resolve("asked")).content().doesNotContain("s3cret", "hidden");
    assertThat(standIn(keeping()).toString()).doesNotContain("s3cret", "hidden");
  }

  @Test
  void few_tokens_are_asked_for_by_as_many_clients() throws Exception {
    standIn(keeping()).run(CLOCK, 3, seen, "pgbench");

    assertThat(folder.resolve("asked")).content().contains("--client=3", "--transactions=1\n");
  }

  @Test
  void where_it_fails_its_own_words_are_said() throws Exception {
    Pgbench pgbench = standIn("echo 'connection refused' >&2; exit 3");

    assertThatThrownBy(() -> pgbench.run(CLOCK, 100, seen, "pgbench"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("pgbench")
        .hasMessageEndingWith("connection refused");
  }

  @Test
  void it_is_looked_for_on_the_path_alone() throws Exception {
    String path = String.join(File.pathSeparator, "/nowhere", "", folder.toString());
    assertThat(Pgbench.find(path)).isEmpty();

    Path program = standIn("exit 0").program();

    assertThat(Pgbench.find(path)).contains(program);
    assertThat(Pgbench.find(null)).isEmpty();
  }
}
