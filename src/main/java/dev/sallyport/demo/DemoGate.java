package dev.sallyport.demo;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.authenticate.ApiKey;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigLoader;
import dev.sallyport.config.Loaded;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.gate.Ambient;
import dev.sallyport.log.Logging;
import dev.sallyport.server.GateServer;
import dev.sallyport.server.Opening;
import dev.sallyport.server.StartException;
import dev.sallyport.store.ApiKeys.StoredKey;
import dev.sallyport.store.Store;
import dev.sallyport.token.Secrets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// The demo's own gate, and the keys made for it as `sallyport keys create` makes them.
final class DemoGate implements AutoCloseable {
  private final DemoFolder folder;
  private final Config config;
  private final Ambient ambient;
  private final GateServer server;

  private DemoGate(DemoFolder folder, Config config, Ambient ambient, GateServer server) {
    this.folder = folder;
    this.config = config;
    this.ambient = ambient;
    this.server = server;
  }

  static DemoGate start(DemoFolder folder, int port, Ambient ambient, Logging logging)
      throws StartException {
    Config config =
        switch (ConfigLoader.load(Optional.of(folder.configuration()), folder.data())) {
          case Loaded.Ready(Config ready) -> ready.withPort(port);
          case Loaded.Mistaken mistaken ->
              throw new StartException("The demo's configuration is wrong: " + mistaken.mistakes());
        };
    // Without the environment's secrets: the demo makes its own, in its own folder.
    GateServer server =
        GateServer.start(
            config, folder.data(), Map.of(), ambient, logging, Checkpoint.Listener.NONE);
    return new DemoGate(folder, config, ambient, server);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /// Opens the gate's store once more beside it, as every other command does.
  Store openStore() throws StartException {
    return Opening.store(config, secrets(), ambient, new SimpleMeterRegistry());
  }

  /// What the record is sealed with.
  AuditSealer sealer() throws IOException {
    return new AuditSealer(secrets().auditKey(ambient.random()));
  }

  private Secrets secrets() {
    return new Secrets(Map.of(), folder.data().resolve("keys"));
  }

  /// Makes an API key; nobody can read it again.
  String key(String name, PrincipalKind kind, Set<Role> roles) throws StartException {
    PrincipalId id = new PrincipalId(name);
    ApiKey key = ApiKey.generate(ambient.random());
    try (Store store = openStore()) {
      store
          .apiKeys()
          .add(
              new StoredKey(
                  key.id(),
                  key.secretHash(),
                  new Principal(id, kind, roles, Set.of(DemoFolder.TARGET)),
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
  }
}
