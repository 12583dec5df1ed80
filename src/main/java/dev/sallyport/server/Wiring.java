package dev.sallyport.server;

import dev.sallyport.action.Actions;
import dev.sallyport.action.ApprovalCheck;
import dev.sallyport.action.Policies;
import dev.sallyport.action.Replays;
import dev.sallyport.action.TokenIssue;
import dev.sallyport.audit.AuditSealer;
import dev.sallyport.authenticate.Authenticator;
import dev.sallyport.authorize.Authorizer;
import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.config.Config;
import dev.sallyport.config.Policy;
import dev.sallyport.console.Console;
import dev.sallyport.contract.Contract;
import dev.sallyport.contract.ParameterCheck;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.contract.ResponseCheck;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.TargetName;
import dev.sallyport.execute.Drain;
import dev.sallyport.execute.Executor;
import dev.sallyport.execute.Resolver;
import dev.sallyport.execute.Runs;
import dev.sallyport.execute.Settler;
import dev.sallyport.gate.Admission;
import dev.sallyport.gate.Ambient;
import dev.sallyport.gate.ApprovalViews;
import dev.sallyport.gate.AuditState;
import dev.sallyport.gate.BreakingGlass;
import dev.sallyport.gate.BusyTargets;
import dev.sallyport.gate.Decisions;
import dev.sallyport.gate.ExecutionQueries;
import dev.sallyport.gate.Freezing;
import dev.sallyport.gate.Gate;
import dev.sallyport.gate.Health;
import dev.sallyport.gate.History;
import dev.sallyport.gate.Housekeeping;
import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Journey;
import dev.sallyport.gate.LeftPlans;
import dev.sallyport.gate.MetricsPage;
import dev.sallyport.gate.Operations;
import dev.sallyport.gate.OwnChanges;
import dev.sallyport.gate.Queries;
import dev.sallyport.gate.Status;
import dev.sallyport.gate.Streams;
import dev.sallyport.gate.Telemetry;
import dev.sallyport.gate.Waiting;
import dev.sallyport.gate.WaitingChanges;
import dev.sallyport.http.HttpLimits;
import dev.sallyport.http.HttpServer;
import dev.sallyport.http.Mount;
import dev.sallyport.http.Routes;
import dev.sallyport.limit.AddressLimit;
import dev.sallyport.limit.ClientAddresses;
import dev.sallyport.limit.LimitState;
import dev.sallyport.limit.LimitsConfig;
import dev.sallyport.limit.RateLimiter;
import dev.sallyport.log.Logging;
import dev.sallyport.metrics.Metrics;
import dev.sallyport.notify.Couriers;
import dev.sallyport.notify.EndpointException;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.store.Store;
import dev.sallyport.target.Target;
import dev.sallyport.token.ConfirmTokens;
import dev.sallyport.token.Keyring;
import dev.sallyport.trace.Identifiers;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The one place where a gate's parts are made and handed to each other.
record Wiring(
    Config config,
    Ambient ambient,
    Logging logging,
    Checkpoint.Listener checkpoints,
    Metrics metrics,
    Keyring keyring,
    AuditSealer sealer,
    Store store,
    List<Target> targets) {

  GateServer start() throws StartException {
    Ids ids = new Ids(ambient.clock(), ambient.random());
    Identifiers identifiers = new Identifiers(ambient.random());
    Envelopes envelopes = new Envelopes(ids, ambient.clock());
    Telemetry telemetry = new Telemetry(metrics);
    Contract contract = Contract.load();
    Drain drain = new Drain();
    Authorizer authorizer = new Authorizer(targets);
    RequestDecoder decoder = new RequestDecoder(contract, (int) config.server().maxBodyBytes());
    LimitsConfig limits = LimitsConfig.of(config.limits());
    RateLimiter limiter =
        new RateLimiter(
            limits, store.windows(), ambient.clock(), telemetry, config.limits().storePatience());
    Admission admission =
        new Admission(
            new ClientAddresses(config.server().trustedProxies(), telemetry),
            new AddressLimit(limits, ambient.clock()),
            limiter,
            telemetry);
    ConfirmTokens tokens = new ConfirmTokens(keyring);
    Policies policies = new Policies(policies(config));
    ApprovalCheck approvals = new ApprovalCheck(store, policies, config.approvals().lifetime());
    Replays replays = new Replays(store, tokens);
    ExecutorService executions =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("execution-", 0).factory());
    Runs runs =
        new Runs(store, ambient.clock(), ambient.nanos(), config.server().lease(), executions);
    Executor executor =
        new Executor(
            store.executions(),
            envelopes,
            identifiers,
            executions,
            drain,
            ambient.nanos(),
            checkpoints,
            telemetry,
            runs);
    Actions actions =
        new Actions(
            store,
            tokens,
            config.tokens().lifetime(),
            policies,
            approvals,
            config.approvals().expireAfter(),
            executor,
            replays,
            envelopes,
            ids,
            ambient.random(),
            checkpoints,
            telemetry);
    Authenticator authenticator = new Authenticator(store.apiKeys());
    Waiting waiting = new Waiting(Waiting.Limits.DEFAULT);
    metrics.waiting(waiting::count);
    Gate gate =
        new Gate(
            admission,
            authenticator,
            decoder,
            contract,
            new ParameterCheck(),
            authorizer,
            replays,
            new BusyTargets(
                actions, replays, store.executions(), runs.free(), drain, ambient.nanos(), waiting),
            new Status(store, authorizer, envelopes, drain, Version.current()),
            drain,
            telemetry,
            config.server().answerWait());
    Settler settler =
        new Settler(
            store, byName(targets), envelopes, runs, ambient.nanos(), metrics::executionSettled);
    metrics.executionsUnknown(settler::unknown);
    Streams streams = new Streams(Streams.Limits.DEFAULT, runs.news());
    metrics.streams(streams::open);
    Housekeeping housekeeping =
        new Housekeeping(
            store,
            executor,
            runs,
            settler,
            limiter,
            new AuditState(store, metrics),
            new LeftPlans(store, targets, ambient.clock()),
            config.tokens().retention(),
            config.retention(),
            config.server().lease());
    Couriers couriers = couriers();
    metrics.noticesBehind(couriers::lagSeconds, couriers::dead);
    ResponseCheck responses = new ResponseCheck(contract, telemetry::checked);
    ApprovalViews views = new ApprovalViews(store, approvals);
    TokenIssue issue =
        new TokenIssue(store, tokens, config.tokens().lifetime(), ambient.random(), telemetry);
    Freezing freezing = new Freezing(store, authorizer, decoder, telemetry);
    Operations operations = new Operations(store, authorizer, limiter, logging.levels(), decoder);
    Queries queries = new Queries(store, authorizer, views);
    Decisions decisions =
        new Decisions(store, policies, approvals, views, decoder, checkpoints, telemetry);
    ExecutionQueries executionQueries =
        new ExecutionQueries(
            store,
            authorizer,
            decoder,
            new Resolver(store, envelopes, runs, metrics::executionSettled),
            runs,
            streams,
            ambient.nanos(),
            telemetry);
    Routes routes =
        new Routes(
            gate,
            queries,
            decisions,
            new OwnChanges(store, policies, approvals, views, issue, decoder, telemetry),
            new BreakingGlass(
                store,
                policies,
                approvals,
                views,
                decoder,
                config.tokens().lifetime(),
                checkpoints,
                telemetry),
            executionQueries,
            freezing,
            operations,
            new Health(store, drain, () -> degradations(limiter)),
            new MetricsPage(
                metrics, config.metrics().requireKey(), config.metrics().port().isPresent()),
            contract.asJson());
    Heard heard = new Heard(admission, telemetry);
    Console console =
        new Console(
            config,
            ambient,
            store,
            gate,
            authenticator,
            queries,
            decisions,
            new WaitingChanges(store, policies, approvals),
            new History(store),
            executionQueries,
            freezing,
            operations,
            sealer);
    HttpServer http =
        server(config.server().port(), routes, console.mounts(), responses, identifiers, heard);
    housekeeping.settleFirst();
    listen(http, config.server().host(), config.server().port());
    Optional<HttpServer> metricsHttp;
    try {
      metricsHttp = metricsServer(routes, responses, identifiers, heard);
    } catch (StartException e) {
      http.close();
      throw e;
    }
    housekeeping.start();
    couriers.start();
    return new GateServer(
        new Parts(
            store,
            targets,
            executions,
            executor,
            runs,
            housekeeping,
            couriers,
            drain,
            streams,
            limiter,
            responses,
            metrics,
            config.server().stopWait()),
        http,
        metricsHttp,
        console);
  }

  private Couriers couriers() throws StartException {
    try {
      return Couriers.of(
          config.endpoints(), config.server().publicUrl(), store, ambient, metrics::noticeTold);
    } catch (EndpointException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private HttpServer server(
      int port,
      Routes routes,
      List<Mount> mounts,
      ResponseCheck responses,
      Identifiers identifiers,
      Heard heard) {
    return new HttpServer(
        config.server().host(),
        port,
        HttpLimits.DEFAULT.withBodyBytes(config.server().maxBodyBytes()),
        routes,
        mounts,
        responses::observe,
        identifiers,
        ambient.nanos(),
        heard);
  }

  /// Listens where the metrics have a port of their own.
  private Optional<HttpServer> metricsServer(
      Routes routes, ResponseCheck responses, Identifiers identifiers, Heard heard)
      throws StartException {
    if (config.metrics().port().isEmpty()) {
      return Optional.empty();
    }
    int port = config.metrics().port().getAsInt();
    HttpServer http = server(port, routes.forMetrics(), List.of(), responses, identifiers, heard);
    listen(http, config.server().host(), port);
    return Optional.of(http);
  }

  private static Map<String, String> degradations(RateLimiter limiter) {
    RateLimiter.Status status = limiter.status();
    return status.degradation().isDegraded() ? Map.of("limits", status.health()) : Map.of();
  }

  private static void listen(HttpServer http, String host, int port) throws StartException {
    try {
      http.start();
    } catch (IOException e) {
      http.close();
      throw new StartException(
          "Cannot listen on %s:%d (%s). Stop what uses the port, or choose another with --port (0"
                  .formatted(host, port, Opening.reason(e))
              + " picks a free one); metrics.port is in the configuration.",
          e);
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

  /// Joins what every answer carries with who is told of it.
  private record Heard(Admission admission, Telemetry telemetry) implements HttpServer.Listener {
    @Override
    public LimitState limit(Incoming incoming, Journey journey) {
      return admission.state(incoming, journey);
    }

    @Override
    public void answered(Incoming incoming, Journey journey, int status, @Nullable String problem) {
      telemetry.answered(incoming, journey, status, problem);
    }
  }
}
