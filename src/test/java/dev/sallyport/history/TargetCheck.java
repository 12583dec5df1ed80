package dev.sallyport.history;

import dev.sallyport.history.Checker.Evidence;
import dev.sallyport.history.Finding.Violation;
import dev.sallyport.history.StoreView.Run;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Nothing ran on a target twice, off the record, or only on the record (P3).
final class TargetCheck {
  private static final Set<String> COMMITTING = Set.of("apply", "rollback", "auto");
  private static final Set<String> PUBLISHING = Set.of("deploy", "rollback", "auto");

  private TargetCheck() {}

  static void check(Evidence evidence, Report report) {
    Map<String, Run> runs =
        evidence.store().runs().stream().collect(Collectors.toMap(Run::id, Function.identity()));
    for (TargetView target : evidence.targets()) {
      commits(target, runs, report);
      deployments(target, runs, report);
    }
  }

  private static void commits(TargetView target, Map<String, Run> runs, Report report) {
    Set<String> seen = new HashSet<>();
    for (String execution : target.commits()) {
      if (!seen.add(execution)) {
        report.add(Violation.RAN_TWICE, "%s is in two commits of %s", execution, target.target());
      }
      Run run = runs.get(execution);
      if (run == null || !run.target().equals(target.target())) {
        report.add(
            Violation.RAN_WITHOUT_RECORD,
            "%s is in a commit of %s and not in the store",
            execution,
            target.target());
      } else if (run.action().equals("apply") && run.state().equals("failed")) {
        // What publishes too may fail at that, after its commit.
        report.add(
            Violation.RAN_WITHOUT_RECORD,
            "%s failed as far as the store knows, and is in a commit of %s",
            execution,
            target.target());
      }
    }
    for (Run run : runs.values()) {
      if (COMMITTING.contains(run.action()) && missing(run, target, seen)) {
        report.add(
            Violation.RECORDED_BUT_NOT_RUN,
            "%s succeeded as far as the store knows, and %s has no commit of it",
            run.id(),
            target.target());
      }
    }
    report.looked("commits", target.commits().size());
  }

  private static void deployments(TargetView target, Map<String, Run> runs, Report report) {
    for (String execution : target.deployments()) {
      Run run = runs.get(execution);
      if (run == null || !PUBLISHING.contains(run.action())) {
        report.add(
            Violation.RAN_WITHOUT_RECORD,
            "%s published on %s and is not in the store",
            execution,
            target.target());
      }
    }
    if (target.deployments().size() < TargetView.DEPLOYMENTS_KEPT) {
      for (Run run : runs.values()) {
        if (run.action().equals("deploy") && missing(run, target, target.deployments())) {
          report.add(
              Violation.RECORDED_BUT_NOT_RUN,
              "%s succeeded as far as the store knows, and did not publish on %s",
              run.id(),
              target.target());
        }
      }
    }
    report.looked("deployments", target.deployments().size());
  }

  private static boolean missing(Run run, TargetView target, Set<String> seen) {
    return run.target().equals(target.target())
        && run.state().equals("succeeded")
        && !seen.contains(run.id());
  }
}
