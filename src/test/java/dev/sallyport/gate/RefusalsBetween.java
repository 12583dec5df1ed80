package dev.sallyport.gate;

import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_EXPIRED;
import static dev.sallyport.problem.ProblemType.INVALID_REQUEST;
import static dev.sallyport.problem.ProblemType.PLAN_REFUSED;
import static dev.sallyport.problem.ProblemType.TARGET_BUSY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.log.Levels;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Refusals that are met where something comes between two looks at the same thing, or where a lot
/// is asked for.
final class RefusalsBetween {
  private static final Duration LONGER_THAN_A_TOKEN = Duration.ofMinutes(11);

  private RefusalsBetween() {}

  static List<Refusal> all() {
    return List.of(
        new Refusal(
            TARGET_BUSY,
            "others overtake an auto each time",
            "Others changed the target each of the",
            RefusalsBetween::overtaken),
        new Refusal(
            PLAN_REFUSED,
            "more than anybody reads",
            "The plan's diff is over the limit of",
            at -> {
              ObjectNode body =
                  at.body("preview", "large", at.name()).put("command", "Take it away");
              body.putObject("parameters")
                  .putArray("edits")
                  .addObject()
                  .put("path", "large.txt")
                  .put("delete", true);
              return at.agent.execute(body);
            }),
        new Refusal(
            INVALID_REQUEST,
            "levels for more names than may have one",
            "Not every level could be set.",
            RefusalsBetween::tooManyLevels),
        new Refusal(
            CONFIRM_TOKEN_EXPIRED,
            "its time ends between the check and the begin",
            "The token has expired;",
            at -> {
              ObjectNode apply = at.confirmation("apply", at.previewed("blog"));
              return at.between(() -> at.pass(LONGER_THAN_A_TOKEN), () -> at.agent.execute(apply));
            }));
  }

  private static Reply overtaken(RefusalGates at) throws Exception {
    TestCaller hasty = at.caller("hasty-bot", PrincipalKind.AGENT, Role.REQUESTER);
    AtomicInteger overtakings = new AtomicInteger();
    Reply reply =
        at.between(
            () -> {
              at.applied("blog");
              overtakings.incrementAndGet();
            },
            () -> hasty.execute(at.edit("auto", "blog", at.name())));
    assertThat(overtakings).hasValue(10);
    return reply;
  }

  /// The levels are those of this whole process, so they are taken back.
  private static Reply tooManyLevels(RefusalGates at) {
    Reply refused = levels(at, "debug");
    levels(at, "inherit");
    return refused;
  }

  private static Reply levels(RefusalGates at, String level) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ObjectNode levels = body.putObject("levels");
    IntStream.range(0, Levels.MAX_LEVELS).forEach(n -> levels.put("nobody.here.n" + n, level));
    return at.operator.send(
        "/v1/logging",
        request ->
            request
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.toString())));
  }
}
