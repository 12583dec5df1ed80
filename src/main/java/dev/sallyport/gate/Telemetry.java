package dev.sallyport.gate;

import dev.sallyport.action.TokenObserver;
import dev.sallyport.contract.ResponseCheck;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ActionClass;
import dev.sallyport.domain.Outcome;
import dev.sallyport.domain.TargetName;
import dev.sallyport.execute.Executor;
import dev.sallyport.limit.ClientAddress;
import dev.sallyport.limit.ForgedHeader;
import dev.sallyport.limit.LimitListener;
import dev.sallyport.limit.Verdict;
import dev.sallyport.log.RequestLog;
import dev.sallyport.log.SecurityEvent;
import dev.sallyport.log.SecurityLog;
import dev.sallyport.metrics.Metrics;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.store.Executions.Execution;
import dev.sallyport.target.Run.Stop;
import dev.sallyport.window.WindowReading;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Hears what happens to requests, tokens, limits and executions, and tells the metrics and the
/// log.
public final class Telemetry
    implements LimitListener, ForgedHeader, TokenObserver, Executor.Observer {
  private final Metrics metrics;
  private final SecurityLog security = new SecurityLog();
  private final RequestLog requests = new RequestLog();

  public Telemetry(Metrics metrics) {
    this.metrics = metrics;
  }

  /// A request was answered.
  ///
  /// @param problem the slug that was sent, or null
  public void answered(Incoming incoming, Journey journey, int status, @Nullable String problem) {
    String action = journey.action().orElse(incoming.route());
    metrics.request(action, status, problem, journey.timers().elapsed());
    journey.timers().each(metrics::step);
    requests.finished(
        new RequestLog.Summary(
            incoming.method(),
            incoming.path(),
            journey.address().map(ClientAddress::value).orElse("unknown"),
            status,
            problem),
        journey.timers());
  }

  /// An answer of that operation was held against the contract.
  public void checked(String operation, ResponseCheck.Finding finding) {
    if (finding == ResponseCheck.Finding.BROKEN) {
      metrics.responseInvalid(operation);
    }
  }

  void authenticationFailed(boolean hadHeader) {
    security.event(SecurityEvent.AUTH_FAILED, Map.of("reason", hadHeader ? "invalid" : "missing"));
  }

  void authorizationFailed(Problem problem) {
    security.event(
        problem.type() == ProblemType.FORBIDDEN
            ? SecurityEvent.ROLE_FORBIDDEN
            : SecurityEvent.TARGET_FORBIDDEN);
  }

  /// An action ended with a problem that a security team watches.
  void refused(Problem problem) {
    switch (problem.type()) {
      case IDEMPOTENCY_KEY_REUSED -> security.event(SecurityEvent.IDEMPOTENCY_KEY_REUSED);
      case AUTO_NOT_PERMITTED -> security.event(SecurityEvent.AUTO_REFUSED);
      case FROZEN -> security.event(SecurityEvent.FREEZE_REFUSED);
      case PLAN_STALE -> security.event(SecurityEvent.PLAN_STALE);
      default -> {}
    }
  }

  /// A decision on a change did not count.
  void approvalRefused(String reason) {
    security.event(SecurityEvent.APPROVAL_REFUSED, Map.of("reason", reason));
  }

  /// An operator let a change through without its approvals.
  void brokeGlass(TargetName target, Action action) {
    metrics.brokeGlass();
    security.event(
        SecurityEvent.BREAK_GLASS_USED, Map.of("glass", target.value(), "for", action.wire()));
  }

  /// Somebody who may not wanted to do without approvals.
  void breakGlassRefused() {
    security.event(SecurityEvent.BREAK_GLASS_REFUSED);
  }

  /// @param target what was frozen; empty for every target
  void frozen(Optional<TargetName> target) {
    security.event(SecurityEvent.FREEZE_SET, Map.of("frozen", named(target)));
  }

  /// @param target what was unfrozen; empty for the freeze of every target
  void unfrozen(Optional<TargetName> target) {
    security.event(SecurityEvent.FREEZE_LIFTED, Map.of("frozen", named(target)));
  }

  /// An operator settled an execution whose outcome was unknown.
  void resolved(Execution execution) {
    security.event(
        SecurityEvent.EXECUTION_RESOLVED, Map.of("requester", execution.principal().value()));
  }

  /// Somebody who may wants a running execution to end early.
  void stopAsked(Execution execution, Stop why) {
    security.event(
        SecurityEvent.STOP_ASKED,
        Map.of(
            "reason", why.name().toLowerCase(Locale.ROOT),
            "stopping", execution.id().value(),
            "on", execution.target().value(),
            "requester", execution.principal().value()));
  }

  private static String named(Optional<TargetName> target) {
    return target.map(TargetName::value).orElse("*");
  }

  void addressDecided(Verdict verdict) {
    metrics.unauthenticatedLimit(admission(verdict));
    if (verdict instanceof Verdict.Refused) {
      security.event(SecurityEvent.AUTH_FLOODED);
    }
  }

  @Override
  public void decided(ActionClass actionClass, String policy, Verdict verdict) {
    metrics.limit(actionClass, admission(verdict));
    if (verdict instanceof Verdict.Refused refused && refused.type() == ProblemType.RATE_LIMITED) {
      security.event(SecurityEvent.RATE_LIMITED, Map.of("policy", policy));
    }
  }

  @Override
  public void blocked(WindowReading window) {
    security.event(
        SecurityEvent.RATE_BLOCKED,
        Map.of(
            "scope", window.window().key().scope().name().toLowerCase(Locale.ROOT),
            "policy", window.window().key().policy(),
            "seconds", Duration.ofMillis(window.blockedFor()).toSeconds()));
  }

  @Override
  public void degraded(String reason) {
    metrics.limitsDegraded(true);
    security.event(SecurityEvent.LIMITS_DEGRADED, Map.of("reason", reason));
  }

  @Override
  public void restored() {
    metrics.limitsDegraded(false);
    security.event(SecurityEvent.LIMITS_RESTORED);
  }

  @Override
  public void ignored(ClientAddress peer, Reason reason) {
    security.event(
        SecurityEvent.HEADER_FORGED,
        Map.of("address", peer.value(), "reason", reason.name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public void minted() {
    metrics.tokenMinted();
  }

  @Override
  public void consumed() {
    metrics.tokenConsumed();
  }

  @Override
  public void refused(ProblemType reason) {
    metrics.tokenRefused(reason);
    security.event(SecurityEvent.TOKEN_REFUSED, Map.of("reason", reason.slug()));
  }

  @Override
  public void began(Action action) {
    metrics.executionStarted();
  }

  @Override
  public void ended(Action action, Outcome outcome, Duration took) {
    metrics.executionEnded(outcome, took);
    if (outcome == Outcome.UNKNOWN) {
      security.event(SecurityEvent.EXECUTION_UNKNOWN);
    }
  }

  private static dev.sallyport.metrics.Admission admission(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted admitted -> dev.sallyport.metrics.Admission.ADMITTED;
      case Verdict.Refused refused ->
          refused.type() == ProblemType.RATE_BLOCKED
              ? dev.sallyport.metrics.Admission.BLOCKED
              : dev.sallyport.metrics.Admission.REFUSED;
    };
  }
}
