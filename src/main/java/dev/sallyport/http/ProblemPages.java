package dev.sallyport.http;

import dev.sallyport.gate.Incoming;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemPage;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.respond.Answer;
import java.util.Map;
import java.util.Optional;

/// `GET /problems/{slug}`: what a problem means, as a page for people and as JSON for programs.
final class ProblemPages {
  private ProblemPages() {}

  static Answer page(Incoming incoming) {
    Optional<ProblemType> type =
        Optional.ofNullable(incoming.pathParameters().get("slug")).flatMap(ProblemType::ofSlug);
    if (type.isEmpty()) {
      return Answer.of(Problem.of(ProblemType.NOT_FOUND, "There is no problem of that name."));
    }
    return ProblemPage.prefersHtml(incoming.header("Accept"))
        ? new Answer.Text(
            200,
            ProblemPage.MEDIA_TYPE,
            ProblemPage.html(type.get()),
            Map.of("Content-Security-Policy", ProblemPage.SECURITY_POLICY))
        : Answer.ok(ProblemPage.json(type.get()));
  }
}
