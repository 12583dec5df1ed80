package dev.sallyport.config;

import dev.sallyport.config.Config.Limit;
import dev.sallyport.config.Config.Limits;
import dev.sallyport.config.Config.LogFormat;
import dev.sallyport.config.Config.LogLevel;
import dev.sallyport.config.Config.Logging;
import dev.sallyport.config.Config.Metrics;
import dev.sallyport.config.Config.Quota;
import dev.sallyport.config.Config.Server;
import dev.sallyport.config.Config.Store;
import dev.sallyport.config.Config.Tokens;
import dev.sallyport.domain.ActionClass;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the tree of a file into a [Config], part by part, defaults first.
final class ConfigReader {
  private final Section root;
  private final Places places;

  ConfigReader(Section root, Places places) {
    this.root = root;
    this.places = places;
  }

  Config config() {
    Config config =
        new Config(
            server(),
            store(),
            limits(),
            tokens(),
            logging(),
            metrics(),
            new TargetsReader(root.section("targets"), places).targets());
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
            section.value("wait", Form.duration(Server.WAITS), silent.answerWait()));
    section.finish();
    return server;
  }

  private Store store() {
    Section section = root.section("store");
    StoreUrl silent = places.storeUrl(Store.DEFAULT_URL).orElseThrow();
    Store store =
        new Store(
            section.value("url", Form.storeUrl(places), silent),
            section.value(
                "slowQuery", Form.duration(Store.SLOW_QUERIES), Store.DEFAULT_SLOW_QUERY));
    section.finish();
    return store;
  }

  private Limits limits() {
    Section section = root.section("limits");
    Map<ActionClass, Limit> classes = new EnumMap<>(ActionClass.class);
    for (ActionClass one : ActionClass.values()) {
      classes.put(one, limit(section.section(one.wire()), Limits.DEFAULT.of(one)));
    }
    Limits limits =
        new Limits(
            classes,
            section.value(
                "addressFactor",
                Form.number(Limits.ADDRESS_FACTORS),
                Limits.DEFAULT.addressFactor()),
            quota(section.section("unauthenticated"), Limits.DEFAULT.unauthenticated()));
    section.finish();
    return limits;
  }

  private static Limit limit(Section section, Limit silent) {
    Limit limit =
        new Limit(
            section.value("limit", Form.number(Quota.LIMITS), silent.limit()),
            section.value("window", Form.duration(Quota.WINDOWS), silent.window()),
            section.value("block", Form.duration(Limit.BLOCKS), silent.block()));
    section.finish();
    return limit;
  }

  private static Quota quota(Section section, Quota silent) {
    Quota quota =
        new Quota(
            section.value("limit", Form.number(Quota.LIMITS), silent.limit()),
            section.value("window", Form.duration(Quota.WINDOWS), silent.window()));
    section.finish();
    return quota;
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

  private Logging logging() {
    Section section = root.section("logging");
    Logging silent = Logging.DEFAULT;
    Optional<LogFormat> format =
        section.value("format", Form.choice(LogFormat.class), Optional.of(silent.format()));
    Map<String, LogLevel> levels = new LinkedHashMap<>(silent.levels());
    section
        .section("level")
        .all(
            Form.matching("a logger's name or root", Logging.LOGGER),
            Form.choice(LogLevel.class),
            Logging.MOST_LEVELS - 1)
        .forEach((logger, level) -> level.ifPresent(known -> levels.put(logger, known)));
    section.finish();
    return new Logging(format.orElse(silent.format()), levels);
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
