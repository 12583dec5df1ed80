package dev.sallyport.store.postgres;

import dev.sallyport.audit.AuditSealer;
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
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store in a PostgreSQL database. Any number of gates, on any number of machines, may have it
/// open; everything that decides is one statement, and the server's clock is the clock of record.
public final class PostgresStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);

  private final ServerClock clock;
  private final Pool pool;
  private final Gate gate;
  private final Sealing sealing;
  private final PostgresKeys keys;
  private final PostgresRequests requests;
  private final PostgresChanges changes;
  private final PostgresApprovals approvals;
  private final PostgresFreezes freezes;
  private final PostgresExecutions executions;
  private final PostgresOutputs outputs;
  private final PostgresSessions sessions;
  private final PostgresAudit audit;
  private final PostgresWindows windows;
  private final PostgresNotices notices;

  private PostgresStore(Gate gate, SecureRandom random, AuditSealer sealer) {
    this.gate = gate;
    this.clock = gate.clock();
    this.pool = gate.pool();
    Witness witness = new Witness(pool, sealer, gate.origin());
    this.sealing = new Sealing(pool, sealer, witness, clock);
    this.audit = new PostgresAudit(pool, witness, sealing);
    this.keys = new PostgresKeys(pool, audit);
    this.requests = new PostgresRequests(pool, audit, random, gate);
    this.changes = new PostgresChanges(pool, audit);
    this.approvals = new PostgresApprovals(pool, audit);
    this.freezes = new PostgresFreezes(pool, audit);
    this.executions =
        new PostgresExecutions(
            pool, audit, gate, new Beginner(pool, audit, random, gate), new Ender(pool, audit));
    this.outputs = new PostgresOutputs(pool);
    this.sessions = new PostgresSessions(pool, audit);
    this.notices = new PostgresNotices(pool, sealing, gate.id());
    this.windows = new PostgresWindows(pool, audit, clock);
  }

  /// Opens the database, brings its tables up to date and becomes a gate.
  ///
  /// @param sealer holds the audit key, which never enters the database; all gates have the same
  /// @param meters also the source of the time that statements' ages and durations are measured in
  /// @throws StoreUnavailableException when the database cannot be reached or written
  public static PostgresStore open(
      PostgresConfig config, SecureRandom random, AuditSealer sealer, MeterRegistry meters) {
    return open(config, random, sealer, meters, null);
  }

  /// @param given a test's clock, which stands in for the server's
  static PostgresStore open(
      PostgresConfig config,
      SecureRandom random,
      AuditSealer sealer,
      MeterRegistry meters,
      @Nullable InstantSource given) {
    Server server = new Server(config, meters);
    try {
      Schema.migrate(server);
    } catch (SQLException e) {
      throw new StoreUnavailableException("opening the database: " + e.getMessage(), e);
    }
    ServerClock clock = new ServerClock(() -> meters.config().clock().monotonicTime(), given);
    Pool pool = new Pool(config, server, clock, random, meters);
    try {
      Gate gate = Gate.join(pool, clock, random, config.waits().lease());
      PostgresStore store = new PostgresStore(gate, random, sealer);
      store.start();
      return store;
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private void start() {
    boolean durable =
        pool.read(sql -> sql.one(StoreSql.STORE_DURABLE, row -> row.getBoolean(1))).orElse(false);
    if (!durable) {
      LOG.atWarn()
          .addKeyValue("event.action", "store.not_durable")
          .log(
              "The database server runs with fsync or full_page_writes off: what it has confirmed"
                  + " may be lost in a crash. Turn both on.");
    }
    pool.groups().start();
    sealing.start();
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

  /// While the server is away nobody waits for it here: the sealer, which asks all the time,
  /// notices when it is back.
  @Override
  public Optional<Why> trouble() {
    return pool.trouble().or(this::asked);
  }

  private Optional<Why> asked() {
    try {
      boolean writes =
          pool.read(sql -> sql.one(StoreSql.STORE_PING, row -> row.getInt(1))).orElse(0) == 1;
      return writes ? Optional.empty() : Optional.of(Why.READ_ONLY);
    } catch (StoreUnavailableException e) {
      LOG.debug("the store is not reachable", e);
      return Optional.of(e.why());
    }
  }

  @Override
  public void close() {
    try {
      sealing.finish();
      gate.leave();
    } catch (RuntimeException e) {
      LOG.debug("the gate could not say that it leaves; its lease will", e);
    }
    die();
  }

  /// Ends without a word, as a process that is killed does.
  void die() {
    pool.groups().close();
    sealing.close();
    pool.close();
  }
}
