package dev.sallyport.store.sql;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.change.ChangeState;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Outcome;
import dev.sallyport.store.Executions.Execution;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The unit of work that finds executions whose gates have gone; their outcome is unknown from then
/// on. The same on every engine, each with statements of its own.
///
/// @param orphans the executions of gates that have gone
/// @param cutOff has one be unknown; its row count says whether it still was an orphan
/// @param move the change of an execution to a state
/// @param find an execution
/// @param unknown executions whose outcome is
public record OrphanUnit(
    QueryTemplate orphans,
    QueryTemplate cutOff,
    QueryTemplate move,
    QueryTemplate find,
    QueryTemplate unknown) {

  /// @return all executions whose outcome is unknown, at most `limit`
  public List<Execution> cutOff(Sql sql, long now, int limit, Recorder recorder)
      throws SQLException {
    List<ExecutionId> moved = new ArrayList<>();
    List<AuditDraft> drafts = new ArrayList<>();
    for (Execution orphan : sql.list(orphans, ExecutionRows::read, now, limit)) {
      String id = orphan.id().value();
      if (sql.update(cutOff, ExecutionRows.CUT_OFF, id, now) == 1) {
        sql.update(move, ChangeState.after(orphan.action(), Outcome.UNKNOWN).wire(), now, id);
        drafts.add(ExecutionRows.cutOff(orphan));
        moved.add(orphan.id());
      }
    }
    recorder.record(drafts);
    return unknown(sql, moved, limit);
  }

  /// Those just moved first, so that many old ones never hide them.
  private List<Execution> unknown(Sql sql, List<ExecutionId> moved, int limit) throws SQLException {
    List<Execution> all = new ArrayList<>();
    for (ExecutionId id : moved) {
      sql.one(find, ExecutionRows::read, id.value()).ifPresent(all::add);
    }
    for (Execution old : sql.list(unknown, ExecutionRows::read, limit)) {
      if (all.size() < limit && !moved.contains(old.id())) {
        all.add(old);
      }
    }
    return all;
  }
}
