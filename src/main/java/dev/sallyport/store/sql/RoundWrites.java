package dev.sallyport.store.sql;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.store.ApprovalRound;
import dev.sallyport.store.Approvals.BreakGlass;
import dev.sallyport.store.Approvals.Broke;
import dev.sallyport.store.Approvals.Decision;
import dev.sallyport.store.Approvals.Given;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What units of work make of a round: it is met, its change is rejected, its time is over, or an
/// operator breaks the glass. The same on every engine, each with statements of its own.
///
/// @param reads what is asked of a round
/// @param state of a change
/// @param move a change from a state to another
/// @param meet a round
/// @param breaks the glass of a round, where that may be
/// @param over rounds whose time is
/// @param lapse ends the change of such a round
/// @param end a round
/// @param voidTokens of a change
public record RoundWrites(
    RoundReads reads,
    QueryTemplate state,
    QueryTemplate move,
    QueryTemplate meet,
    QueryTemplate breaks,
    QueryTemplate over,
    QueryTemplate lapse,
    QueryTemplate end,
    QueryTemplate voidTokens) {

  /// @throws IllegalArgumentException where there is no such change
  ChangeState state(Sql sql, ChangeId change) throws SQLException {
    return sql.one(state, row -> row.getString("state"), change.value())
        .flatMap(ChangeState::ofWire)
        .orElseThrow(() -> new IllegalArgumentException("there is no change " + change));
  }

  /// @param needed the approvals that it is met by, oldest first
  void meet(Sql sql, long now, Decision decision, List<Given> needed) throws SQLException {
    Action action = decision.bound().action();
    sql.update(
        meet,
        now,
        needed.getFirst().at().plus(decision.lifetime()).toEpochMilli(),
        decision.change().value(),
        action.wire());
    letGoOn(sql, now, decision.change(), action);
  }

  /// A change whose deploy may go on is applied as before.
  private void letGoOn(Sql sql, long now, ChangeId change, Action action) throws SQLException {
    if (action != Action.DEPLOY) {
      move(sql, now, change, RoundRows.awaiting(action), ChangeState.AWAITING_CONFIRMATION);
    }
  }

  void reject(Sql sql, long now, ChangeId change, Action action) throws SQLException {
    move(sql, now, change, RoundRows.awaiting(action), ChangeState.REJECTED);
    sql.update(end, now, change.value(), action.wire());
    sql.update(voidTokens, now, change.value());
  }

  private void move(Sql sql, long now, ChangeId change, ChangeState from, ChangeState to)
      throws SQLException {
    sql.update(move, to.wire(), now, change.value(), from.wire());
  }

  public Broke breakGlass(Sql sql, long now, BreakGlass how, Recorder recorder)
      throws SQLException {
    if (sql.update(breaks, RoundRows.values(how, now)) == 0) {
      return notBroken(sql, now, how);
    }
    letGoOn(sql, now, how.change(), how.bound().action());
    recorder.record(List.of(how.audit()));
    return new Broke.Through(state(sql, how.change()));
  }

  private Broke notBroken(Sql sql, long now, BreakGlass how) throws SQLException {
    ChangeState stands = state(sql, how.change());
    Optional<Instant> late =
        reads
            .find(sql, how.change(), how.bound().action())
            .flatMap((ApprovalRound round) -> round.tooLate(Instant.ofEpochMilli(now)));
    return late.isPresent()
        ? new Broke.TooLate(late.get())
        : new Broke.Refused(stands, reads.samePlan(sql, how.change(), how.bound()));
  }

  /// @return how many rounds it looked at, `limit` at most
  public int expire(Sql sql, long now, int limit, Recorder recorder) throws SQLException {
    List<LapsedRound> all = sql.list(over, LapsedRound::read, now, limit);
    List<AuditDraft> drafts = new ArrayList<>();
    for (LapsedRound each : all) {
      String change = each.change().value();
      String action = each.action().wire();
      if (sql.update(lapse, now, change, action) == 1) {
        drafts.add(each.draft());
      }
      sql.update(end, now, change, action);
    }
    recorder.record(drafts);
    return all.size();
  }
}
