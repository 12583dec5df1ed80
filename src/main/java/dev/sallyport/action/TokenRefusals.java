package dev.sallyport.action;

import dev.sallyport.audit.AuditEvent;
import dev.sallyport.problem.Problem;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Store;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// Puts each refused confirm token on record (P8) before it is answered.
final class TokenRefusals {
  private final Store store;
  private final TokenObserver observer;

  TokenRefusals(Store store, TokenObserver observer) {
    this.store = store;
    this.observer = observer;
  }

  Answer refuse(Ask ask, Problem problem) {
    observer.refused(problem.type());
    store
        .audit()
        .append(
            List.of(
                Audits.draft(
                    AuditEvent.TOKEN_REFUSED,
                    ask,
                    null,
                    JsonMapper.shared()
                        .createObjectNode()
                        .put("action", ask.request().action().wire())
                        .put("reason", problem.type().slug()))));
    return Answer.of(problem);
  }
}
