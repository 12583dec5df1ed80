package dev.sallyport.store.sql;

import dev.sallyport.change.ChangeState;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals;
import dev.sallyport.store.Approvals.Decided;
import dev.sallyport.store.Approvals.Decision;
import dev.sallyport.store.Approvals.Given;
import dev.sallyport.store.Approvals.Verdict;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The unit of work that takes down a decision; the same on every engine, each with statements of
/// its own.
///
/// @param rounds what becomes of the round
/// @param add the decision, where it counts; its row count says whether it does
/// @param of what a principal decided on just that before
/// @param misses how often a principal sent a wrong number
/// @param missed takes down one more
public record DecisionUnit(
    RoundWrites rounds,
    QueryTemplate add,
    QueryTemplate of,
    QueryTemplate misses,
    QueryTemplate missed) {

  public Decided decide(Sql sql, long now, Decision decision, Recorder recorder)
      throws SQLException {
    if (sql.update(add, ApprovalRows.values(decision, now)) == 0) {
      return notCounted(sql, now, decision, recorder);
    }
    List<Given> given = given(sql, now, decision);
    switch (decision.verdict()) {
      case APPROVED -> approve(sql, now, decision, given);
      case REJECTED -> rounds.reject(sql, now, decision.change(), decision.bound().action());
    }
    recorder.record(List.of(decision.audit()));
    return new Decided.Counted(count(decision, given), rounds.state(sql, decision.change()));
  }

  /// Whether it is taken down that this was decided; all else leaves nothing behind.
  public static boolean isKept(Decided decided) {
    return switch (decided) {
      case Decided.Counted _, Decided.WrongNumber _ -> true;
      case Decided.Before _, Decided.Refused _, Decided.TooLate _, Decided.Barred _ -> false;
    };
  }

  private void approve(Sql sql, long now, Decision decision, List<Given> given)
      throws SQLException {
    if (decision.quorum().isMetBy(ApprovalRows.groups(given))) {
      rounds.meet(sql, now, decision, ApprovalRows.needed(given, decision));
    }
  }

  private List<Given> given(Sql sql, long now, Decision decision) throws SQLException {
    return rounds
        .reads()
        .given(sql, decision.change(), decision.bound(), now - decision.lifetime().toMillis());
  }

  /// How many of those count.
  private static int count(Decision decision, List<Given> given) {
    return decision.quorum().tally(ApprovalRows.groups(given)).given();
  }

  private Decided notCounted(Sql sql, long now, Decision decision, Recorder recorder)
      throws SQLException {
    ChangeState state = rounds.state(sql, decision.change());
    Optional<Verdict> before =
        sql.one(
            of,
            ApprovalRows::verdict,
            decision.change().value(),
            decision.bound().hash(),
            decision.principal().value());
    if (before.isPresent()) {
      return new Decided.Before(before.get(), count(decision, given(sql, now, decision)), state);
    }
    Optional<ApprovalRound> round =
        rounds.reads().find(sql, decision.change(), decision.bound().action());
    Optional<Instant> late = round.flatMap(open -> open.tooLate(Instant.ofEpochMilli(now)));
    if (late.isPresent()) {
      return new Decided.TooLate(late.get());
    }
    boolean same = rounds.reads().samePlan(sql, decision.change(), decision.bound());
    boolean open =
        round.filter(ApprovalRound::isOpen).isPresent()
            && state == RoundRows.awaiting(decision.bound().action());
    return open && same
        ? wrongNumber(sql, now, decision, recorder)
        : new Decided.Refused(state, same);
  }

  private Decided wrongNumber(Sql sql, long now, Decision decision, Recorder recorder)
      throws SQLException {
    String change = decision.change().value();
    String who = decision.principal().value();
    int already = sql.one(misses, row -> row.getInt(1), change, who).orElseThrow();
    if (already >= Approvals.MOST_MISSES) {
      return new Decided.Barred();
    }
    sql.update(missed, change, who, now);
    recorder.record(List.of(decision.missed()));
    return new Decided.WrongNumber(Approvals.MOST_MISSES - already - 1);
  }
}
