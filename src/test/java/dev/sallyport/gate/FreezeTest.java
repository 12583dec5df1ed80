package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.AuditRecord;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.Rush;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator's freeze keeps from running, over HTTP.
@Tag("integration")
class FreezeTest {
  private static final String BLOG = "{\"target\":\"blog\",\"reason\":\"incident 7\"}";
  private static final String ALL = "{\"reason\":\"incident 8\"}";

  @TempDir Path folder;
  private TestGate gate;
  private TestCaller agent;
  private TestCaller operator;

  @BeforeEach
  void start() {
    gate = TestGate.start(folder);
    agent = gate.caller("docs-bot", Role.REQUESTER);
    operator = gate.caller("ops", PrincipalKind.PERSON, Set.of(Role.OPERATOR), Set.of("*"));
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private static void refused(Reply reply, int status, String slug) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.slug()).isEqualTo(slug);
  }

  private static void done(Reply reply, int standing) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().required("items")).hasSize(standing);
  }

  @Test
  void aFreezeBetweenPreviewAndApplyHoldsTheTokenUntilItIsLifted() {
    String token = agent.token("cold-1", "index.html", "cold\n");
    done(operator.post("/v1/freeze", BLOG), 1);

    Reply frozen = agent.confirm("apply", "cold-1", token);
    refused(frozen, 403, "frozen");
    assertThat(frozen.json().required("detail").asString()).contains("incident 7");
    refused(agent.execute(TestCaller.edit("auto", "cold-2", "about.html", "x\n")), 403, "frozen");
    assertThat(agent.preview("cold-3", "about.html", "y\n").status()).isEqualTo(200);

    done(operator.post("/v1/unfreeze", "{\"target\":\"blog\"}"), 0);
    assertThat(agent.confirm("apply", "cold-1", token).status()).isEqualTo(200);
    done(operator.post("/v1/freeze", ALL), 1);
    refused(agent.confirm("deploy", "cold-1", token), 403, "frozen");
    assertThat(agent.confirm("apply", "cold-1", token).replayed()).isTrue();
    refused(operator.post("/v1/unfreeze", "{\"target\":\"blog\"}"), 409, "wrong-state");
    done(operator.post("/v1/unfreeze", "{}"), 0);
    assertThat(agent.confirm("deploy", "cold-1", token).status()).isEqualTo(200);
  }

  @Test
  void nothingBeginsAfterTheFreezeWasAnswered() {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tokens.add(agent.token("rush-" + i, "page-" + i + ".html", "page\n"));
    }
    AtomicBoolean answered = new AtomicBoolean();

    List<Boolean> late =
        Rush.of(
            tokens.size() + 1,
            i -> {
              if (i == tokens.size()) {
                operator.post("/v1/freeze", BLOG);
                answered.set(true);
                return false;
              }
              boolean after = answered.get();
              Reply reply = agent.confirm("apply", "rush-" + i, tokens.get(i));
              return after && reply.status() == 200;
            });

    assertThat(late).doesNotContain(true);
    Reply next = agent.confirm("apply", "rush-0", tokens.getFirst());
    assertThat(next.replayed() || next.status() != 200).isTrue();
  }

  @Test
  void onlyOperatorsFreezeAndOnlyWhatTheirKeyIsFor() {
    TestCaller narrow = gate.caller("ops-blog", Role.OPERATOR);

    refused(agent.post("/v1/freeze", BLOG), 403, "forbidden");
    refused(agent.post("/v1/unfreeze", "{}"), 403, "forbidden");
    refused(narrow.post("/v1/freeze", ALL), 403, "forbidden");
    refused(
        narrow.post("/v1/freeze", "{\"target\":\"shop\",\"reason\":\"x\"}"), 404, "unknown-target");
    refused(
        operator.post("/v1/freeze", "{\"target\":\"shop\",\"reason\":\"x\"}"),
        404,
        "unknown-target");
    refused(operator.post("/v1/freeze", "{\"target\":\"blog\"}"), 400, "invalid-request");
    done(narrow.post("/v1/freeze", BLOG), 1);
    done(operator.post("/v1/freeze", ALL), 2);
    done(operator.post("/v1/freeze", ALL), 2);
    refused(narrow.post("/v1/unfreeze", "{}"), 403, "forbidden");
  }

  @Test
  void p8_aFreezeAndItsLiftingAreOnRecordWithTheirTraces() {
    Reply set = operator.post("/v1/freeze", BLOG);
    operator.post("/v1/freeze", BLOG);
    Reply lifted = operator.post("/v1/unfreeze", "{\"target\":\"blog\"}");

    try (Store store = TestGate.openStore(folder, Ambient.system())) {
      assertThat(store.audit().after(0, 100).stream().map(AuditRecord::body))
          .extracting(
              body -> body.path("event").asString(""), body -> body.path("traceId").asString(""))
          .filteredOn(pair -> pair.toList().getFirst().toString().startsWith("freeze."))
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("freeze.set", trace(set)),
              org.assertj.core.groups.Tuple.tuple("freeze.lifted", trace(lifted)));
    }
  }

  private static String trace(Reply reply) {
    return reply.header("traceparent").split("-")[1];
  }
}
