package dev.sallyport.server;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.config.Config;
import dev.sallyport.console.Console;
import dev.sallyport.contract.Contract;
import dev.sallyport.gate.Ambient;
import dev.sallyport.http.HttpServer;
import dev.sallyport.log.Logging;
import dev.sallyport.metrics.Metrics;
import dev.sallyport.store.Store;
import dev.sallyport.target.Target;
import dev.sallyport.token.Keyring;
import dev.sallyport.token.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A running gate: everything it is made of, started in order and stopped in the other.
public final class GateServer implements AutoCloseable {
  private final Parts parts;
  private final List<HttpServer> servers;
  private final Console console;

  /// @param servers the gate's own first
  GateServer(Parts parts, List<HttpServer> servers, Console console) {
    this.parts = parts;
    this.servers = List.copyOf(servers);
    this.console = console;
  }

  /// Starts a gate and returns once it answers.
  ///
  /// @param data the folder for what the gate keeps beside its store, such as its signing keys
  /// @param environment where secrets may be given
  /// @param logging already started; its levels can be changed while the gate runs
  /// @param checkpoints is told of the points at which a crash would matter; for tests
  /// @throws StartException when it cannot start, with what to do
  public static GateServer start(
      Config config,
      Path data,
      Map<String, String> environment,
      Ambient ambient,
      Logging logging,
      Checkpoint.Listener checkpoints)
      throws StartException {
    return start(config, data, environment, ambient, logging, checkpoints, Opening::targets);
  }

  /// The same with targets that are opened in another way than by their configured kinds.
  public static GateServer start(
      Config config,
      Path data,
      Map<String, String> environment,
      Ambient ambient,
      Logging logging,
      Checkpoint.Listener checkpoints,
      TargetOpening opening)
      throws StartException {
    Opening.dataFolder(data);
    // Neither the contract, the server nor the store needs another to be opened.
    CompletableFuture<Contract> contract = Ahead.beside("contract", Contract::load);
    Ahead.initialiseMeters();
    Ahead.initialiseHttp();
    Secrets secrets = new Secrets(environment, data.resolve("keys"));
    Keyring keyring = keyring(secrets, ambient);
    AuditSealer sealer = sealer(secrets, ambient);
    Metrics metrics = new Metrics();
    metrics.logWritesLost(logging::lost);
    Store store = Opening.store(config, secrets, ambient, metrics.registry(), checkpoints);
    try {
      List<Target> targets = opening.open(config, ambient, checkpoints);
      Ground ground =
          new Ground(
              config,
              ambient,
              logging,
              checkpoints,
              metrics,
              keyring,
              sealer,
              store,
              targets,
              contract.join());
      return new Wiring(ground).start();
    } catch (StartException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /// How the configured targets are opened.
  @FunctionalInterface
  public interface TargetOpening {
    /// @return one for each target of the configuration
    /// @throws StartException when one cannot be opened
    List<Target> open(Config config, Ambient ambient, Checkpoint.Listener checkpoints)
        throws StartException;
  }

  public int port() {
    return servers.getFirst().port();
  }

  /// Stops: turns new work away, waits for what runs, and lets go of everything.
  @Override
  public void close() {
    console.close();
    parts.stop(servers);
  }

  private static AuditSealer sealer(Secrets secrets, Ambient ambient) throws StartException {
    try {
      return new AuditSealer(secrets.auditKey(ambient.random()));
    } catch (IOException e) {
      throw new StartException("The audit key cannot be used: %s.".formatted(e.getMessage()), e);
    }
  }

  private static Keyring keyring(Secrets secrets, Ambient ambient) throws StartException {
    try {
      return secrets.keyring(ambient.clock(), ambient.random());
    } catch (IOException e) {
      throw new StartException("The signing keys cannot be used: %s.".formatted(e.getMessage()), e);
    }
  }
}
