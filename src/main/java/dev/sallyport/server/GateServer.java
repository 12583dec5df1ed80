package dev.sallyport.server;

import dev.sallyport.action.Actions;
import dev.sallyport.action.Policies;
import dev.sallyport.action.Replays;
import dev.sallyport.action.TokenObserver;
import dev.sallyport.authenticate.Authenticator;
import dev.sallyport.authorize.Authorizer;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.config.Config;
import dev.sallyport.config.Policy;
import dev.sallyport.contract.Contract;
import dev.sallyport.contract.ParameterCheck;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.TargetName;
import dev.sallyport.execute.Drain;
import dev.sallyport.execute.Executor;
import dev.sallyport.execute.Settler;
import dev.sallyport.gate.Admission;
import dev.sallyport.gate.Ambient;
import dev.sallyport.gate.Gate;
import dev.sallyport.gate.Health;
import dev.sallyport.gate.Housekeeping;
import dev.sallyport.gate.Queries;
import dev.sallyport.gate.Status;
import dev.sallyport.http.HttpLimits;
import dev.sallyport.http.HttpServer;
import dev.sallyport.http.Routes;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.respond.Results.Approvals;
import dev.sallyport.store.Store;
import dev.sallyport.target.Target;
import dev.sallyport.token.ConfirmTokens;
import dev.sallyport.token.Keyring;
import dev.sallyport.token.Secrets;
import dev.sallyport.trace.Identifiers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running gate: everything it is made of, started in order and stopped in the other.
public final class GateServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GateServer.class);
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(60);

  private final Store store;
  private final List<Target> targets;
  private final ExecutorService executions;
  private final Housekeeping housekeeping;
  private final Drain drain;
  private final HttpServer http;

  private GateServer(
      Store store,
      List<Target> targets,
      ExecutorService executions,
      Housekeeping housekeeping,
      Drain drain,
      HttpServer http) {
    this.store = store;
    this.targets = targets;
    this.executions = executions;
    this.housekeeping = housekeeping;
    this.drain = drain;
    this.http = http;
  }

  /// Starts a gate and returns once it answers.
  ///
  /// @param data the folder for what the gate keeps beside its store, such as its signing keys
  /// @param environment where secrets may be given
  /// @param checkpoints is told of the points at which a crash would matter; for tests
  /// @throws StartException when it cannot start, with what to do
  public static GateServer start(
      Config config,
      Path data,
      Map<String, String> environment,
      Ambient ambient,
      Checkpoint.Listener checkpoints)
      throws StartException {
    Opening.dataFolder(data);
    Secrets secrets = new Secrets(environment, data.resolve("keys"));
    Keyring keyring = keyring(secrets, ambient);
    Store store = Opening.store(config, secrets, ambient, new SimpleMeterRegistry(), checkpoints);
    try {
      return start(
          config,
          keyring,
          store,
          Opening.targets(config, ambient, checkpoints),
          ambient,
          checkpoints);
    } catch (StartException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static GateServer start(
      Config config,
      Keyring keyring,
      Store store,
      List<Target> targets,
      Ambient ambient,
      Checkpoint.Listener checkpoints)
      throws StartException {
    Ids ids = new Ids(ambient.clock(), ambient.random());
    Identifiers identifiers = new Identifiers(ambient.random());
    Envelopes envelopes = new Envelopes(ids, ambient.clock());
    ConfirmTokens tokens = new ConfirmTokens(keyring);
    Contract contract = Contract.load();
    Drain drain = new Drain();
    Authorizer authorizer = new Authorizer(targets);
    Replays replays = new Replays(store, tokens);
    ExecutorService executions =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("execution-", 0).factory());
    Executor executor =
        new Executor(
            store.executions(),
            envelopes,
            identifiers,
            executions,
            drain,
            checkpoints,
            new Unobserved());
    Actions actions =
        new Actions(
            store,
            tokens,
            config.tokens().lifetime(),
            new Policies(policies(config)),
            executor,
            replays,
            envelopes,
            ids,
            ambient.random(),
            checkpoints,
            new Unobserved());
    Health health = new Health(store, drain, Map::of);
    Gate gate =
        new Gate(
            new Admission(),
            new Authenticator(store.apiKeys()),
            new RequestDecoder(contract, (int) config.server().maxBodyBytes()),
            new ParameterCheck(),
            authorizer,
            replays,
            actions,
            new Status(store, authorizer, envelopes, drain, Version.current()),
            drain,
            config.server().answerWait());
    Queries queries = new Queries(store, authorizer, change -> new Approvals(0, 0));
    HttpServer http =
        new HttpServer(
            config.server().host(),
            config.server().port(),
            HttpLimits.DEFAULT.withBodyBytes(config.server().maxBodyBytes()),
            new Routes(gate, queries, health, contract.asJson()),
            (operation, status, json) -> {},
            identifiers,
            ambient.nanos(),
            (journey, operation, status) -> {});
    Settler settler = new Settler(store.executions(), store.changes(), byName(targets), envelopes);
    Housekeeping housekeeping = new Housekeeping(store, settler, config.tokens().retention());
    settler.settle();
    listen(http, config);
    housekeeping.start();
    return new GateServer(store, targets, executions, housekeeping, drain, http);
  }

  public int port() {
    return http.port();
  }

  /// Stops: turns new work away, waits for what runs, and lets go of everything.
  @Override
  public void close() {
    try {
      if (!drain.drain(LONGEST_DRAIN)) {
        LOG.warn("some executions still run after {}; they will be settled later", LONGEST_DRAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
    housekeeping.close();
    executions.shutdownNow();
    for (Target target : targets) {
      if (target instanceof AutoCloseable closeable) {
        close(closeable);
      }
    }
    store.close();
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.warn("a target could not be closed", e);
    }
  }

  private static void listen(HttpServer http, Config config) throws StartException {
    try {
      http.start();
    } catch (IOException e) {
      http.close();
      throw new StartException(
          "Cannot listen on %s:%d (%s). Stop what uses the port, or choose another with --port (0"
                  .formatted(config.server().host(), config.server().port(), Opening.reason(e))
              + " picks a free one).",
          e);
    }
  }

  private static Keyring keyring(Secrets secrets, Ambient ambient) throws StartException {
    try {
      return secrets.keyring(ambient.clock(), ambient.random());
    } catch (IOException e) {
      throw new StartException("The signing keys cannot be used: %s.".formatted(e.getMessage()), e);
    }
  }

  private static Map<TargetName, Policy> policies(Config config) {
    Map<TargetName, Policy> policies = new LinkedHashMap<>();
    config.targets().forEach((name, target) -> policies.put(name, target.policy()));
    return policies;
  }

  private static Map<TargetName, Target> byName(List<Target> targets) {
    Map<TargetName, Target> byName = new LinkedHashMap<>();
    targets.forEach(target -> byName.put(target.name(), target));
    return byName;
  }

  private static final class Unobserved implements Executor.Observer, TokenObserver {
    @Override
    public void began(Action action) {}

    @Override
    public void ended(Action action, Outcome outcome) {}

    @Override
    public void minted() {}

    @Override
    public void consumed() {}

    @Override
    public void refused(String slug) {}
  }
}
