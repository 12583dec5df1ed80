package dev.sallyport.config;

import dev.sallyport.config.Config.Approvals;
import dev.sallyport.config.Config.Console;
import dev.sallyport.config.Config.Metrics;
import dev.sallyport.config.Config.Store;
import dev.sallyport.config.Config.Tokens;
import dev.sallyport.config.StoreServer.SslMode;
import dev.sallyport.domain.TargetName;
import dev.sallyport.log.Levels;
import dev.sallyport.log.LogLevel;
import dev.sallyport.log.LoggingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the tree of a file into a [Config], part by part, defaults first.
final class ConfigReader {
  private static final Range<Duration> FLUSHES =
      new Range<>(Duration.ofMillis(10), Duration.ofSeconds(10));
  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9._ -]{1,100}");
  private static final int MOST_SECRET_NAMES = 100;

  private final Section root;
  private final Places places;

  ConfigReader(Section root, Places places) {
    this.root = root;
    this.places = places;
  }

  Config config() {
    Map<TargetName, TargetConfig> targets =
        new TargetsReader(root.section("targets"), places).targets();
    Tokens tokens = tokens();
    Config config =
        new Config(
            server(),
            store(),
            new LimitsReader(root.section("limits"), targets.keySet()).limits(),
            tokens,
            approvals(),
            RetentionReader.read(root, tokens.retention()),
            logging(),
            metrics(),
            console(),
            new NotifyReader(root.section("notify"), places).endpoints(),
            targets);
    root.finish();
    int ownPort = config.metrics().port().orElse(0);
    if (ownPort != 0 && ownPort == config.server().port()) {
      root.section("metrics").mistake("port", "is the gate's own port; leave it out to share it");
    }
    return config;
  }

  private Server server() {
    Section section = root.section("server");
    Server silent = Server.DEFAULT;
    Server server =
        new Server(
            section.value(
                "host",
                Form.matching("an address or the name of a host", Server.HOST),
                silent.host()),
            section.value("port", Form.number(Server.PORTS), silent.port()),
            section.value("maxBody", Form.size(Server.BODY_BYTES), silent.maxBodyBytes()),
            section.list("trustedProxies", Form.addressRange(), Server.MOST_TRUSTED_PROXIES),
            section.value("wait", Form.duration(Server.WAITS), silent.answerWait()),
            section.value("lease", Form.duration(Server.LEASES), silent.lease()),
            section.value("stopWait", Form.duration(Server.STOP_WAITS), silent.stopWait()),
            section.optional("publicUrl", NotifyReader.address(Set.of("http", "https"), true)));
    section.finish();
    return server;
  }

  private Store store() {
    Section section = root.section("store");
    StoreUrl silent = places.storeUrl(Store.DEFAULT_URL).orElseThrow();
    Store store =
        new Store(
            section.value("url", Form.storeUrl(places), silent),
            section.value("slowQuery", Form.duration(Store.SLOW_QUERIES), Store.DEFAULT_SLOW_QUERY),
            storeServer(section));
    section.finish();
    return store;
  }

  private StoreServer storeServer(Section section) {
    StoreServer silent = StoreServer.DEFAULT;
    Optional<Path> rootCertificate = section.optional("rootCertificate", Form.path(places));
    SslMode mode = section.value("sslMode", Form.oneOf(SslMode.byName()), silent.sslMode());
    if (mode.verifies() && rootCertificate.isEmpty()) {
      section.mistake("sslMode", "needs rootCertificate, which to check the server's against");
      mode = silent.sslMode();
    }
    return new StoreServer(
        section.optional("passwordFile", Form.path(places)),
        section.value("connections", Form.number(StoreServer.CONNECTIONS), silent.connections()),
        section.value(
            "statementTimeout",
            Form.duration(StoreServer.STATEMENT_TIMEOUTS),
            silent.statementTimeout()),
        mode,
        rootCertificate);
  }

  private Tokens tokens() {
    Section section = root.section("tokens");
    Tokens silent = Tokens.DEFAULT;
    Tokens tokens =
        new Tokens(
            section.value("lifetime", Form.duration(Tokens.LIFETIMES), silent.lifetime()),
            section.value("retention", Form.duration(Tokens.RETENTIONS), silent.retention()));
    section.finish();
    return tokens;
  }

  private Approvals approvals() {
    Section section = root.section("approvals");
    Approvals silent = Approvals.DEFAULT;
    Approvals approvals =
        new Approvals(
            section.value("expireAfter", Form.duration(Approvals.TIMES), silent.expireAfter()),
            section.value("lifetime", Form.duration(Approvals.TIMES), silent.lifetime()));
    section.finish();
    return approvals;
  }

  private LoggingConfig logging() {
    Section section = root.section("logging");
    LoggingConfig silent = LoggingConfig.defaults();
    Map<String, LogLevel> levels =
        section
            .section("level")
            .all(
                Form.text("root, or the name of a package or class", Levels::isName),
                Form.choice(LogLevel.class),
                Levels.MAX_LEVELS - silent.levels().size());
    LoggingConfig logging =
        new LoggingConfig(
            section.value("format", Form.choice(LoggingConfig.Format.class), silent.format()),
            silent.levels(),
            section.value("flushEvery", Form.duration(FLUSHES), silent.flushEvery()),
            Set.copyOf(
                section.list(
                    "secretNames",
                    Form.matching("the name of a field", FIELD),
                    MOST_SECRET_NAMES)));
    section.finish();
    return logging.withLevels(levels);
  }

  private Console console() {
    Section section = root.section("console");
    Console silent = Console.DEFAULT;
    Console console =
        new Console(
            section.value("enabled", Form.yesOrNo(), silent.enabled()),
            section.value("sessionIdle", Form.duration(Console.IDLES), silent.sessionIdle()),
            section.value("sessionLife", Form.duration(Console.LIVES), silent.sessionLife()));
    section.finish();
    return console;
  }

  private Metrics metrics() {
    Section section = root.section("metrics");
    Optional<Integer> port = section.optional("port", Form.number(Metrics.PORTS));
    Metrics metrics =
        new Metrics(
            port.isPresent() ? OptionalInt.of(port.get()) : OptionalInt.empty(),
            section.value("requireKey", Form.yesOrNo(), Metrics.DEFAULT.requireKey()));
    section.finish();
    return metrics;
  }
}
