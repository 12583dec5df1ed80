package dev.sallyport.trace;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One request as its log lines see it: where it stands in its trace, and what its steps have
/// learned so far. Steps note what they learn; nothing but log lines reads it back, so no decision
/// ever rests on it. Shared by the threads of one request; each note is seen by all of them.
public final class RequestScope {
  private final TraceContext trace;
  private final String requestId;
  private volatile @Nullable String principal;
  private volatile @Nullable String action;
  private volatile @Nullable String target;
  private volatile @Nullable String change;
  private volatile @Nullable String execution;

  public RequestScope(TraceContext trace, String requestId) {
    this.trace = trace;
    this.requestId = requestId;
  }

  public TraceContext trace() {
    return trace;
  }

  public String requestId() {
    return requestId;
  }

  /// A scope for another piece of work of the same request, such as its execution. It begins with
  /// what is known now, and from then on the two learn apart.
  public RequestScope branch(TraceContext child) {
    var branch = new RequestScope(child, requestId);
    branch.principal = principal;
    branch.action = action;
    branch.target = target;
    branch.change = change;
    branch.execution = execution;
    return branch;
  }

  public void principal(PrincipalId id) {
    principal = id.value();
  }

  /// The action's or route's wire name.
  public void action(String wire) {
    action = wire;
  }

  public void target(TargetName name) {
    target = name.value();
  }

  public void change(ChangeId id) {
    change = id.value();
  }

  public void execution(ExecutionId id) {
    execution = id.value();
  }

  /// Hands over each thing known, by its plain name, in a fixed order.
  public void known(BiConsumer<String, String> each) {
    give(each, "principal", principal);
    give(each, "action", action);
    give(each, "target", target);
    give(each, "change", change);
    give(each, "execution", execution);
  }

  private static void give(BiConsumer<String, String> each, String name, @Nullable String value) {
    if (value != null) {
      each.accept(name, value);
    }
  }
}
