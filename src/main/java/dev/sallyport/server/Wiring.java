package dev.sallyport.server;

import dev.sallyport.action.Actions;
import dev.sallyport.action.Replays;
import dev.sallyport.authenticate.Authenticator;
import dev.sallyport.authorize.Authorizer;
import dev.sallyport.config.Config;
import dev.sallyport.console.Console;
import dev.sallyport.contract.Contract;
import dev.sallyport.contract.ParameterCheck;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.contract.ResponseCheck;
import dev.sallyport.domain.Ids;
import dev.sallyport.gate.Admission;
import dev.sallyport.gate.AuditState;
import dev.sallyport.gate.BusyTargets;
import dev.sallyport.gate.ExecutionQueries;
import dev.sallyport.gate.Freezing;
import dev.sallyport.gate.Gate;
import dev.sallyport.gate.Health;
import dev.sallyport.gate.History;
import dev.sallyport.gate.Housekeeping;
import dev.sallyport.gate.LeftPlans;
import dev.sallyport.gate.MetricsPage;
import dev.sallyport.gate.Operations;
import dev.sallyport.gate.Queries;
import dev.sallyport.gate.Status;
import dev.sallyport.gate.Streams;
import dev.sallyport.gate.Telemetry;
import dev.sallyport.gate.Waiting;
import dev.sallyport.http.HttpServer;
import dev.sallyport.http.Routes;
import dev.sallyport.limit.AddressLimit;
import dev.sallyport.limit.ClientAddresses;
import dev.sallyport.limit.LimitsConfig;
import dev.sallyport.limit.RateLimiter;
import dev.sallyport.notify.Couriers;
import dev.sallyport.notify.EndpointException;
import dev.sallyport.respond.Envelopes;
import dev.sallyport.token.ConfirmTokens;
import dev.sallyport.trace.Identifiers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The one place where a gate's parts are made and handed to each other. What is made together
/// stands together: [Executing], [Approving] and [Listening] make their own.
final class Wiring {
  private final Ground ground;
  private final Config config;
  private final Ids ids;
  private final Identifiers identifiers;
  private final Envelopes envelopes;
  private final Telemetry telemetry;
  private final Contract contract;
  private final RequestDecoder decoder;
  private final Authorizer authorizer;
  private final Authenticator authenticator;
  private final RateLimiter limiter;
  private final Admission admission;
  private final ConfirmTokens tokens;
  private final Executing executing;
  private final Approving approving;
  private final Streams streams;

  Wiring(Ground ground) {
    this.ground = ground;
    config = ground.config();
    // What callers are told is by the clock of record, so that every gate tells them the same.
    InstantSource clock = ground.store().clock();
    ids = new Ids(clock, ground.ambient().random());
    identifiers = new Identifiers(ground.ambient().random());
    envelopes = new Envelopes(ids, clock);
    telemetry = new Telemetry(ground.metrics());
    contract = ground.contract();
    decoder = new RequestDecoder(contract, (int) config.server().maxBodyBytes());
    authorizer = new Authorizer(ground.targets());
    authenticator = new Authenticator(ground.store().apiKeys());
    LimitsConfig limits = LimitsConfig.of(config.limits());
    limiter =
        new RateLimiter(
            limits, ground.store().windows(), clock, telemetry, config.limits().storePatience());
    admission =
        new Admission(
            new ClientAddresses(config.server().trustedProxies(), telemetry),
            new AddressLimit(limits, clock),
            limiter,
            telemetry);
    tokens = new ConfirmTokens(ground.keyring());
    executing = Executing.on(ground, envelopes, identifiers, telemetry);
    approving = Approving.on(ground, tokens, decoder, telemetry);
    streams = new Streams(Streams.Limits.DEFAULT, executing.runs().news());
    ground.metrics().streams(streams::open);
  }

  GateServer start() throws StartException {
    Gate gate = gate();
    Couriers couriers = couriers();
    Housekeeping housekeeping = housekeeping();
    ResponseCheck responses = new ResponseCheck(contract, telemetry::checked);
    Freezing freezing = new Freezing(ground.store(), authorizer, decoder, telemetry);
    Operations operations =
        new Operations(ground.store(), authorizer, limiter, ground.logging().levels(), decoder);
    Queries queries = new Queries(ground.store(), authorizer, approving.views());
    ExecutionQueries executions =
        new ExecutionQueries(
            ground.store(),
            authorizer,
            decoder,
            executing.resolver(),
            executing.runs(),
            streams,
            ground.ambient().nanos(),
            telemetry);
    Routes routes =
        new Routes(
            gate,
            queries,
            approving.decisions(),
            approving.own(),
            approving.glass(),
            executions,
            freezing,
            operations,
            new Health(ground.store(), executing.drain(), this::degradations),
            new MetricsPage(
                ground.metrics(),
                config.metrics().requireKey(),
                config.metrics().port().isPresent()),
            contract.asJson());
    Console console =
        new Console(
            config,
            ground.ambient(),
            ground.store(),
            gate,
            authenticator,
            queries,
            approving.own(),
            approving.decisions(),
            approving.waiting(),
            new History(ground.store()),
            executions,
            freezing,
            operations,
            ground.sealer());
    housekeeping.settleFirst();
    List<HttpServer> servers =
        new Listening(ground, routes, responses, identifiers, admission, telemetry)
            .start(console.mounts());
    housekeeping.start();
    couriers.start();
    return new GateServer(parts(housekeeping, couriers, responses), servers, console);
  }

  private Gate gate() {
    Replays replays = new Replays(ground.store(), tokens);
    Actions actions =
        new Actions(
            ground.store(),
            tokens,
            config.tokens().lifetime(),
            approving.policies(),
            approving.check(),
            config.approvals().expireAfter(),
            executing.executor(),
            replays,
            envelopes,
            ids,
            ground.ambient().random(),
            ground.checkpoints(),
            telemetry);
    Waiting waiting = new Waiting(Waiting.Limits.DEFAULT);
    ground.metrics().waiting(waiting::count);
    return new Gate(
        admission,
        authenticator,
        decoder,
        contract,
        new ParameterCheck(),
        authorizer,
        replays,
        new BusyTargets(
            actions,
            replays,
            ground.store().executions(),
            executing.runs().free(),
            executing.drain(),
            ground.ambient().nanos(),
            waiting),
        new Status(ground.store(), authorizer, envelopes, executing.drain(), Version.current()),
        executing.drain(),
        telemetry,
        config.server().answerWait());
  }

  private Housekeeping housekeeping() {
    return new Housekeeping(
        ground.store(),
        executing.executor(),
        executing.runs(),
        executing.unheard(),
        executing.settler(),
        limiter,
        new AuditState(ground.store(), ground.metrics()),
        new LeftPlans(ground.store(), ground.targets(), ground.ambient().clock()),
        config.tokens().retention(),
        config.retention(),
        config.server().lease());
  }

  private Couriers couriers() throws StartException {
    try {
      Couriers couriers =
          Couriers.of(
              config.endpoints(),
              config.server().publicUrl(),
              ground.store(),
              ground.ambient(),
              ground.metrics()::noticeTold);
      ground.metrics().noticesBehind(couriers::lagSeconds, couriers::dead);
      return couriers;
    } catch (EndpointException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private Map<String, String> degradations() {
    RateLimiter.Status status = limiter.status();
    return status.degradation().isDegraded() ? Map.of("limits", status.health()) : Map.of();
  }

  private Parts parts(Housekeeping housekeeping, Couriers couriers, ResponseCheck responses) {
    return new Parts(
        ground.store(),
        ground.targets(),
        executing.threads(),
        executing.executor(),
        executing.runs(),
        housekeeping,
        couriers,
        executing.drain(),
        streams,
        limiter,
        responses,
        ground.metrics(),
        config.server().stopWait());
  }
}
