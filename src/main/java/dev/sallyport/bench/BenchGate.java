package dev.sallyport.bench;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.authenticate.ApiKey;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.config.Config;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.Logging;
import dev.sallyport.log.LoggingConfig;
import dev.sallyport.server.GateServer;
import dev.sallyport.server.GateServer.TargetOpening;
import dev.sallyport.server.Opening;
import dev.sallyport.server.StartException;
import dev.sallyport.store.ApiKeys.StoredKey;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// A gate of the benchmark's own, in a folder that goes with it, with durable writes as always.
final class BenchGate implements AutoCloseable {
  private final BenchFolder folder;
  private final Config config;
  private final Ambient ambient;
  private final OutputStream log;
  private final Logging logging;
  private final GateServer server;

  private BenchGate(
      BenchFolder folder,
      Config config,
      Ambient ambient,
      OutputStream log,
      Logging logging,
      GateServer server) {
    this.folder = folder;
    this.config = config;
    this.ambient = ambient;
    this.log = log;
    this.logging = logging;
    this.server = server;
  }

  /// @param configuration YAML; its `./var` is in the benchmark's folder
  static BenchGate start(BenchFolder folder, String configuration, Ambient ambient)
      throws StartException {
    return start(folder, configuration, ambient, Opening::targets);
  }

  /// @param opening how the configured targets are opened
  static BenchGate start(
      BenchFolder folder, String configuration, Ambient ambient, TargetOpening opening)
      throws StartException {
    try {
      Config config = folder.config(configuration);
      OutputStream log = Files.newOutputStream(folder.root().resolve("gate.log"));
      Logging logging =
          Logging.start(LoggingConfig.defaults().withFormat(LoggingConfig.Format.JSON), log);
      GateServer server =
          GateServer.start(
              config, folder.data(), Map.of(), ambient, logging, Checkpoint.Listener.NONE, opening);
      return new BenchGate(folder, config, ambient, log, logging, server);
    } catch (IOException e) {
      throw new StartException("The benchmark's gate could not be set up in " + folder.root(), e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /// Makes an API key for a requester of that target.
  String key(String name, PrincipalKind kind, String target) throws StartException {
    PrincipalId id = new PrincipalId(name);
    ApiKey key = ApiKey.generate(ambient.random());
    Secrets secrets = new Secrets(Map.of(), folder.data().resolve("keys"));
    try (Store store = Opening.store(config, secrets, ambient, new SimpleMeterRegistry())) {
      store
          .apiKeys()
          .add(
              new StoredKey(
                  key.id(),
                  key.secretHash(),
                  new Principal(id, kind, Set.of(Role.REQUESTER), Set.of(target)),
                  ambient.clock().instant(),
                  null),
              new AuditDraft(
                  AuditEvent.KEY_CREATED,
                  AuditDraft.NO_TRACE,
                  id,
                  null,
                  null,
                  null,
                  JsonMapper.shared().createObjectNode().put("keyId", key.id())));
    }
    return key.reveal();
  }

  @Override
  public void close() {
    server.close();
    logging.close();
    try {
      log.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
