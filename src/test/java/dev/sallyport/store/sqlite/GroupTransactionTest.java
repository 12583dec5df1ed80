package dev.sallyport.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditVerifier;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.store.Samples;
import dev.sallyport.store.SettableClock;
import dev.sallyport.store.sql.QueryTemplate;
import dev.sallyport.store.sqlite.Connections.Session;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a group of units leaves behind, with savepoints and without.
@Tag("integration")
class GroupTransactionTest {
  private record Template(String name, String sql) implements QueryTemplate {}

  private static final Template ADD = new Template("ADD", "INSERT INTO notes VALUES (?)");
  private static final Template NOTES = new Template("NOTES", "SELECT text FROM notes");

  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-27T10:00:00Z"));
  private final Samples samples = new Samples(clock);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final GroupTransaction transaction =
      new GroupTransaction(
          "0".repeat(32),
          Duration.ofMinutes(1),
          clock,
          () -> new ChainEnd(Bench.SEALER),
          Checkpoint.Listener.NONE);
  private final List<String> runs = new ArrayList<>();
  private Bench bench;
  private Session session;

  @BeforeEach
  void open() throws SQLException {
    bench = Bench.in(folder);
    bench.open(clock).close();
    bench.execute("CREATE TABLE notes (text TEXT PRIMARY KEY) STRICT");
    session = new Connections(bench.config(), meters).writer();
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
  }

  private void append(Transaction now) throws SQLException {
    now.chain().append(now.sql(), now.instant(), samples.draft(AuditEvent.TOKEN_USED));
  }

  /// Writes a note and an audit record, and stays.
  private Unit<Boolean> keeps(String text) {
    return now -> {
      runs.add(text);
      now.sql().update(ADD, text);
      append(now);
      return Unit.keep(true);
    };
  }

  /// Writes as much, and takes it back.
  private Unit<Boolean> undoes(String text) {
    return now -> {
      keeps(text).run(now);
      return Unit.undo(false);
    };
  }

  private Unit<Boolean> refuses(String text) {
    return now -> {
      runs.add(text);
      return Unit.undo(false);
    };
  }

  private Unit<Boolean> fails(String text) {
    return now -> {
      keeps(text).run(now);
      throw new IllegalArgumentException("a bug");
    };
  }

  @SafeVarargs
  private boolean commit(Unit<Boolean>... units) throws SQLException {
    List<Writing<?>> group = new ArrayList<>();
    Stream.of(units).forEach(unit -> group.add(new Writing<>(unit, Optional.empty())));
    boolean sound = transaction.run(session, group);
    session.sql().execute(GateSql.TX_COMMIT);
    return sound;
  }

  private List<String> notes() throws SQLException {
    return session.sql().list(NOTES, row -> row.getString(1));
  }

  private long savepoints() {
    return Optional.ofNullable(
            meters.find("sallyport.store.query").tag("template", "tx_savepoint").timer())
        .map(timer -> timer.count())
        .orElse(0L);
  }

  /// The records that a whole chain has.
  private int records() {
    try (SqliteStore store = bench.open(clock)) {
      assertThat(AuditVerifier.verify(store.audit(), Bench.SEALER).isWhole()).isTrue();
      return store.audit().after(0, 100).size();
    }
  }

  @Test
  void unitsThatTakeNothingBackRunOnceAndWithoutSavepoints() throws SQLException {
    assertThat(commit(keeps("a"), refuses("no"), keeps("b"))).isTrue();

    assertThat(runs).containsExactly("a", "no", "b");
    assertThat(notes()).containsExactly("a", "b");
    assertThat(savepoints()).isZero();
    assertThat(records()).isEqualTo(2);
  }

  @Test
  void unitThatTakesBackLeavesItsNeighboursAndTheChainWhole() throws SQLException {
    assertThat(commit(keeps("a"), undoes("x"), keeps("b"), fails("y"), keeps("c"))).isTrue();

    assertThat(runs).containsExactly("a", "x", "a", "x", "b", "y", "c");
    assertThat(notes()).containsExactly("a", "b", "c");
    assertThat(records()).isEqualTo(3);
  }

  @Test
  void rowThatAConstraintRefusesHasNobodyRunAgain() throws SQLException {
    assertThat(commit(keeps("a"), now -> Unit.keep(now.sql().update(ADD, "a") == 1), keeps("b")))
        .isTrue();

    assertThat(runs).containsExactly("a", "b");
    assertThat(notes()).containsExactly("a", "b");
  }

  @Test
  void groupsHaveSavepointsAfterOneTookBackUntilOneDoesNot() throws SQLException {
    commit(undoes("x"));
    assertThat(savepoints()).isEqualTo(1);
    commit(keeps("a"), undoes("y"));
    assertThat(savepoints()).isEqualTo(3);
    commit(keeps("b"), refuses("no"));
    assertThat(savepoints()).isEqualTo(5);
    commit(keeps("c"));
    assertThat(savepoints()).isEqualTo(5);

    assertThat(runs).containsExactly("x", "x", "a", "y", "b", "no", "c");
    assertThat(notes()).containsExactly("a", "b", "c");
    assertThat(records()).isEqualTo(3);
  }

  @Test
  void chainIsReadAndWrittenOnceAGroup() throws SQLException {
    commit(keeps("a"), keeps("b"), keeps("c"));

    for (String template : List.of("audit_head", "audit_move_head")) {
      assertThat(meters.get("sallyport.store.query").tag("template", template).timer().count())
          .as(template)
          .isEqualTo(1);
    }
    assertThat(records()).isEqualTo(3);
  }

  @Test
  void endpointBeginsAfterTheRecordsOfUnitsBeforeIt() throws SQLException {
    commit(
        keeps("a"),
        now -> {
          now.chain().write(now.sql());
          return Unit.keep(now.sql().update(NoticeSql.NOTICE_REGISTER, "desk") == 1);
        },
        keeps("b"));

    assertThat(
            session
                .sql()
                .list(
                    new Template("AT", "SELECT position FROM notify_endpoints"),
                    row -> row.getLong(1)))
        .containsExactly(1L);
    assertThat(records()).isEqualTo(2);
  }

  @Test
  void gateThatWasSeenToBeDeadIsSoAgainWhenTheUnitRunsAgain() throws Exception {
    Path locks = Files.createDirectory(folder.resolve("locks"));
    String dead = "d".repeat(32);
    Files.createFile(locks.resolve(dead + ".lock"));
    List<Boolean> seen = new ArrayList<>();
    try (Gates gates = Gates.join(locks, new SecureRandom())) {
      commit(
          now -> {
            seen.add(gates.bury(now, dead));
            return Unit.keep(true);
          },
          undoes("x"));
    }

    assertThat(seen).containsExactly(true, true);
  }
}
