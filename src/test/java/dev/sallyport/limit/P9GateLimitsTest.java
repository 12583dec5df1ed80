package dev.sallyport.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.fixture.Together;
import dev.sallyport.gate.Ambient;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The limits of the whole gate over HTTP, at full concurrency.
@Tag("rate-limit")
@Tag("integration")
class P9GateLimitsTest {
  /// The limits as they ship, but with time for a busy machine's store.
  private static final String LIMITS =
      """
      limits:
        storePatience: 10s
        overrides:
          - { class: heavy, kind: person, limit: 2 }
      """;

  @TempDir Path folder;

  @Test
  void a_hundred_heavy_calls_at_once_admit_exactly_ten_and_refusals_count_nowhere() {
    try (TestGate gate = start()) {
      // Each round admits 10 for the address too, which has 50: were refusals counted, the third
      // round would find it full.
      for (int round = 0; round < 5; round++) {
        TestCaller agent = gate.caller("agent-" + round, Role.REQUESTER);

        List<Reply> replies = Together.call(100, i -> heavy(agent));

        List<Reply> refused = replies.stream().filter(reply -> reply.status() == 429).toList();
        assertThat(replies.size() - refused.size()).as("round " + round).isEqualTo(10);
        assertThat(replies)
            .filteredOn(reply -> reply.status() != 429)
            .allMatch(reply -> reply.slug().equals("confirm-token-malformed"));
        assertThat(refused)
            .allSatisfy(
                reply -> {
                  assertThat(reply.slug()).isIn("rate-limited", "rate-blocked");
                  assertThat(Long.parseLong(reply.header("Retry-After"))).isBetween(1L, 900L);
                });
        assertThat(refused).filteredOn(reply -> reply.slug().equals("rate-limited")).hasSize(1);
      }
      Reply sixth = heavy(gate.caller("agent-5", Role.REQUESTER));
      assertThat(sixth.status()).isEqualTo(429);
      assertThat(sixth.header("RateLimit-Policy")).isEqualTo("\"heavy-address\";q=50;w=300");
    }
  }

  @Test
  void two_gates_on_one_database_admit_exactly_the_limit_together() {
    try (TestGate one = start();
        TestGate other = start()) {
      for (int round = 0; round < 3; round++) {
        TestCaller here = one.caller("shared-" + round, Role.REQUESTER);
        TestCaller there = new TestCaller(other.url(), here.key());

        List<Reply> replies = Together.call(60, i -> heavy(i % 2 == 0 ? here : there));

        assertThat(replies).filteredOn(reply -> reply.status() != 429).hasSize(10);
      }
    }
  }

  @Test
  void an_override_holds_for_its_kind() {
    try (TestGate gate = start()) {
      TestCaller person =
          gate.caller("anna", PrincipalKind.PERSON, Set.of(Role.REQUESTER), Set.of("blog"));

      assertThat(heavy(person).header("RateLimit-Policy")).isEqualTo("\"heavy.person\";q=2;w=300");
      assertThat(heavy(person).status()).isEqualTo(403);
      assertThat(heavy(person).slug()).isEqualTo("rate-limited");
    }
  }

  private TestGate start() {
    return TestGate.start(
        folder, LIMITS + TestGate.BLOG, Ambient.system(), Checkpoint.Listener.NONE);
  }

  private static Reply heavy(TestCaller caller) {
    return caller.confirm("apply", "key-1", "spt_not-a-token");
  }
}
