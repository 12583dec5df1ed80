package dev.sallyport.store.sqlite;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.store.ApiKeys;
import dev.sallyport.store.Approvals;
import dev.sallyport.store.AuditLog;
import dev.sallyport.store.Changes;
import dev.sallyport.store.Executions;
import dev.sallyport.store.Freezes;
import dev.sallyport.store.Notices;
import dev.sallyport.store.Outputs;
import dev.sallyport.store.Requests;
import dev.sallyport.store.Sessions;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.StoreUnavailableException.Why;
import dev.sallyport.store.Windows;
import dev.sallyport.store.sql.Deadlines;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store in one SQLite file (WAL, `synchronous=FULL`). Any number of processes on one machine
/// may have it open; each is a gate. Callers park while the store's own threads work.
public final class SqliteStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

  private final InstantSource clock;
  private final Gates gates;
  private final Deadlines deadlines;
  private final Writer writer;
  private final Readers readers;
  private final Checkpointer checkpointer;
  private final SqliteKeys keys;
  private final SqliteRequests requests;
  private final SqliteChanges changes;
  private final SqliteApprovals approvals;
  private final SqliteFreezes freezes;
  private final SqliteExecutions executions;
  private final SqliteOutputs outputs;
  private final SqliteSessions sessions;
  private final SqliteAudit audit;
  private final SqliteWindows windows;
  private final SqliteNotices notices;

  private SqliteStore(
      SqliteConfig config,
      Connections connections,
      InstantSource clock,
      SecureRandom random,
      AuditSealer sealer,
      MeterRegistry meters,
      Checkpoint.Listener checkpoints,
      Gates gates) {
    this.clock = clock;
    this.gates = gates;
    this.checkpointer = new Checkpointer(config, connections);
    this.deadlines = new Deadlines(() -> meters.config().clock().monotonicTime());
    this.writer =
        new Writer(
            config,
            connections,
            deadlines,
            new GroupTransaction(
                gates.id(), config.waits().lease(), clock, () -> new ChainEnd(sealer), checkpoints),
            checkpointer::committed,
            meters);
    this.readers = new Readers(config, connections, deadlines, meters);
    this.audit = new SqliteAudit(writer, readers);
    this.keys = new SqliteKeys(writer, readers, audit);
    this.requests = new SqliteRequests(writer, readers, audit, gates, random);
    this.changes = new SqliteChanges(writer, readers, audit);
    this.approvals = new SqliteApprovals(writer, readers, audit);
    this.freezes = new SqliteFreezes(writer, readers, audit);
    this.executions = new SqliteExecutions(writer, readers, audit, gates, config.waits().lease());
    this.outputs = new SqliteOutputs(writer, readers);
    this.sessions = new SqliteSessions(writer, readers, audit, clock);
    this.windows = new SqliteWindows(writer, readers, audit, clock);
    this.notices = new SqliteNotices(writer, readers, gates.id(), clock);
  }

  /// Opens the file, makes it where there is none, brings its tables up to date and becomes a gate.
  ///
  /// @param clock the clock of record
  /// @param sealer holds the audit key, which never enters the file
  /// @param meters also the source of the time that statements' ages and durations are measured in
  /// @throws StoreUnavailableException when the file cannot be opened or written
  public static SqliteStore open(
      SqliteConfig config,
      InstantSource clock,
      SecureRandom random,
      AuditSealer sealer,
      MeterRegistry meters) {
    return open(config, clock, random, sealer, meters, Checkpoint.Listener.NONE);
  }

  /// @param checkpoints is told of the points inside transactions at which a crash would matter
  public static SqliteStore open(
      SqliteConfig config,
      InstantSource clock,
      SecureRandom random,
      AuditSealer sealer,
      MeterRegistry meters,
      Checkpoint.Listener checkpoints) {
    Path file = config.file().toAbsolutePath();
    try {
      Path folder = Files.createDirectories(Path.of(file + "-gates"));
      Connections connections = new Connections(config, meters);
      Schema.migrate(connections, file, folder);
      Gates gates = Gates.join(folder, random);
      SqliteStore store =
          new SqliteStore(config, connections, clock, random, sealer, meters, checkpoints, gates);
      store.start();
      return store;
    } catch (SQLException e) {
      throw SqliteErrors.translate("opening " + file, e);
    } catch (IOException e) {
      throw new StoreUnavailableException("opening " + file + ": " + e.getMessage(), e);
    }
  }

  private void start() {
    deadlines.start();
    writer.start();
    readers.start();
    checkpointer.start();
    try {
      executions.heartbeat();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public ApiKeys apiKeys() {
    return keys;
  }

  @Override
  public Requests requests() {
    return requests;
  }

  @Override
  public Changes changes() {
    return changes;
  }

  @Override
  public Approvals approvals() {
    return approvals;
  }

  @Override
  public Freezes freezes() {
    return freezes;
  }

  @Override
  public Executions executions() {
    return executions;
  }

  @Override
  public Outputs outputs() {
    return outputs;
  }

  @Override
  public Sessions sessions() {
    return sessions;
  }

  @Override
  public AuditLog audit() {
    return audit;
  }

  @Override
  public Windows windows() {
    return windows;
  }

  @Override
  public Notices notices() {
    return notices;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Optional<Why> trouble() {
    try {
      boolean answers =
          writer.isHealthy()
              && readers.read(sql -> sql.one(GateSql.STORE_PING, row -> row.getInt(1))).isPresent();
      return answers ? Optional.empty() : Optional.of(Why.AWAY);
    } catch (StoreUnavailableException e) {
      LOG.debug("the store is not reachable", e);
      return Optional.of(e.why());
    }
  }

  @Override
  public void close() {
    try {
      writer.write(
          transaction -> Unit.keep(transaction.sql().update(GateSql.GATE_REMOVE, gates.id())));
    } catch (RuntimeException e) {
      LOG.debug("the gate could not say that it leaves; its lock will", e);
    }
    stop();
    gates.close();
  }

  Writer writer() {
    return writer;
  }

  /// Ends without a word, as a process that is killed does.
  void die() {
    stop();
    gates.letGo();
  }

  private void stop() {
    writer.close();
    readers.close();
    checkpointer.close();
    deadlines.close();
  }
}
