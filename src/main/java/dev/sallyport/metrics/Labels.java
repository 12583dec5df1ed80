package dev.sallyport.metrics;

import dev.sallyport.domain.Action;
import dev.sallyport.problem.ProblemType;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Keeps label values to those that are known, so that no caller can make a time series. Any other
/// value becomes `other`.
final class Labels {
  static final String OTHER = "other";

  /// A request that was answered without a problem.
  static final String OK = "ok";

  /// How many different steps have times of their own. Their names are constants of the code, so
  /// the first to come are the ones there are.
  static final int MAX_STEPS = 32;

  /// The routes besides `POST /v1/execute`, whose requests are counted by action; as the
  /// contract names their operations.
  private static final Set<String> ROUTES =
      Set.of(
          """
          execute listChanges getChange approveChange rejectChange cancelChange mintToken
          getExecution streamExecution resolveExecution listTargets getLimits clearLimits listBlocks
          listAudit getLogging setLogging freeze unfreeze getOpenApi getLive getReady getMetrics
          getProblem console none
          """
              .strip()
              .split("\\s+"));

  private static final Set<String> ACTIONS =
      Arrays.stream(Action.values()).map(Action::wire).collect(Collectors.toUnmodifiableSet());
  private static final Set<String> SLUGS =
      Arrays.stream(ProblemType.values())
          .map(ProblemType::slug)
          .collect(Collectors.toUnmodifiableSet());

  /// The text of each status that is known, in its place.
  private static final @Nullable String[] STATUSES = statuses();

  private static final Pattern STEP = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private final Set<String> steps = ConcurrentHashMap.newKeySet();

  static String action(String wire) {
    return ACTIONS.contains(wire) || ROUTES.contains(wire) ? wire : OTHER;
  }

  /// The slug of the problem that was sent, or `ok` where there was none.
  static String outcome(@Nullable String slug) {
    if (slug == null) {
      return OK;
    }
    return SLUGS.contains(slug) ? slug : OTHER;
  }

  static String status(int status) {
    String known = status >= 0 && status < STATUSES.length ? STATUSES[status] : null;
    return known == null ? OTHER : known;
  }

  String step(String name) {
    return steps.contains(name) || admit(name) ? name : OTHER;
  }

  /// One at a time, so that the number holds.
  private synchronized boolean admit(String name) {
    return STEP.matcher(name).matches()
        && (steps.contains(name) || (steps.size() < MAX_STEPS && steps.add(name)));
  }

  private static @Nullable String[] statuses() {
    @Nullable String[] texts = new String[600];
    IntStream.concat(
            IntStream.of(200, 201, 202, 204, 304),
            Arrays.stream(ProblemType.values()).mapToInt(ProblemType::status))
        .forEach(status -> texts[status] = Integer.toString(status));
    return texts;
  }
}
