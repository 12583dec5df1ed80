package dev.sallyport.server;

import dev.sallyport.audit.AuditSealer;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.config.Config;
import dev.sallyport.config.StoreServer;
import dev.sallyport.config.StoreUrl;
import dev.sallyport.config.TargetConfig;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.Store;
import dev.sallyport.store.StoreUnavailableException;
import dev.sallyport.store.postgres.PostgresConfig;
import dev.sallyport.store.postgres.PostgresStore;
import dev.sallyport.store.sqlite.SqliteConfig;
import dev.sallyport.store.sqlite.SqliteStore;
import dev.sallyport.target.Target;
import dev.sallyport.target.command.CommandException;
import dev.sallyport.target.command.CommandTarget;
import dev.sallyport.target.site.SiteConfig;
import dev.sallyport.target.site.SiteException;
import dev.sallyport.target.site.SiteLimits;
import dev.sallyport.target.site.SiteTarget;
import dev.sallyport.token.Secrets;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Opens what outlives a gate: its data folder, its store, its targets.
public final class Opening {
  private Opening() {}

  /// Makes the data folder where it is absent and checks that it can be written.
  public static void dataFolder(Path data) throws StartException {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new StartException(
          "The data folder %s cannot be made (%s). Name another with --data, or give this user the"
                  .formatted(data, reason(e))
              + " right to write there.",
          e);
    }
    if (!Files.isWritable(data)) {
      throw new StartException(
          "The data folder %s cannot be written. Name another with --data, or give this user the"
                  .formatted(data)
              + " right to write there.");
    }
  }

  /// Opens the store that the configuration names.
  public static Store store(Config config, Secrets secrets, Ambient ambient, MeterRegistry meters)
      throws StartException {
    return store(config, secrets, ambient, meters, Checkpoint.Listener.NONE);
  }

  static Store store(
      Config config,
      Secrets secrets,
      Ambient ambient,
      MeterRegistry meters,
      Checkpoint.Listener checkpoints)
      throws StartException {
    try {
      AuditSealer sealer = new AuditSealer(secrets.auditKey(ambient.random()));
      return switch (config.store().url()) {
        case StoreUrl.Sqlite(Path file) -> {
          SqliteConfig defaults = SqliteConfig.of(file).withLease(config.server().lease());
          yield SqliteStore.open(
              defaults.withStatements(defaults.statements(), config.store().slowQuery()),
              ambient.clock(),
              ambient.random(),
              sealer,
              meters,
              checkpoints);
        }
        case StoreUrl.Postgresql url ->
            PostgresStore.open(database(config, url, secrets), ambient.random(), sealer, meters);
      };
    } catch (StoreUnavailableException | IOException e) {
      throw new StartException("The store cannot be opened: %s.".formatted(reason(e)), e);
    }
  }

  private static PostgresConfig database(Config config, StoreUrl.Postgresql url, Secrets secrets)
      throws IOException {
    StoreServer server = config.store().server();
    Map<String, String> properties = new HashMap<>();
    if (!url.user().isEmpty()) {
      properties.put("user", url.user());
    }
    properties.put("sslmode", server.sslMode().wire());
    server
        .rootCertificate()
        .ifPresent(certificate -> properties.put("sslrootcert", certificate.toString()));
    // What cannot be read is better said now than at the first connection.
    secrets.storePassword(server.passwordFile());
    PostgresConfig defaults =
        PostgresConfig.of(
            "jdbc:postgresql://" + url.place(), properties, () -> password(url, server, secrets));
    return defaults
        .withConnections(server.connections(), defaults.queue())
        .withStatements(defaults.statements(), config.store().slowQuery())
        .withWaits(
            new PostgresConfig.Waits(
                defaults.waits().taken(), server.statementTimeout(), config.server().lease()));
  }

  private static String password(StoreUrl.Postgresql url, StoreServer server, Secrets secrets) {
    try {
      String given = secrets.storePassword(server.passwordFile());
      return given.isEmpty() ? url.password() : given;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Opens every target; one that cannot be opened stops the start.
  public static List<Target> targets(
      Config config, Ambient ambient, Checkpoint.Listener checkpoints) throws StartException {
    List<Target> targets = new ArrayList<>();
    for (TargetConfig target : config.targets().values()) {
      targets.add(target(target, ambient, checkpoints));
    }
    return targets;
  }

  private static Target target(
      TargetConfig config, Ambient ambient, Checkpoint.Listener checkpoints) throws StartException {
    try {
      return switch (config) {
        case TargetConfig.Site site ->
            SiteTarget.open(
                new SiteConfig(
                    site.name(),
                    site.repository(),
                    site.importFrom().orElse(null),
                    site.publish(),
                    site.branch(),
                    site.protect(),
                    site.keepReleases(),
                    SiteLimits.DEFAULTS),
                ambient.clock(),
                checkpoints);
        case TargetConfig.Command command ->
            CommandTarget.open(command.command(), ambient.clock(), checkpoints);
      };
    } catch (SiteException | CommandException | IllegalArgumentException e) {
      throw new StartException(
          "Target %s cannot be opened: %s".formatted(config.name(), reason(e)), e);
    }
  }

  static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
