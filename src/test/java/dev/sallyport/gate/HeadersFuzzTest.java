package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.audit.AuditDraft;
import dev.sallyport.authenticate.ApiKey;
import dev.sallyport.authenticate.Authenticator;
import dev.sallyport.config.AddressRange;
import dev.sallyport.contract.Contract;
import dev.sallyport.contract.ExecuteRequest;
import dev.sallyport.contract.RequestDecoder;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.limit.ClientAddress;
import dev.sallyport.limit.ClientAddresses;
import dev.sallyport.limit.ForgedHeader;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.store.ApiKeys;
import dev.sallyport.trace.TraceContext;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/// P11 by coverage-guided fuzzing: any text as any header that the gate reads. Each is checked
/// against what its rule says in other words. How to run it long: CONTRIBUTING.md.
@Tag("validation")
class HeadersFuzzTest {
  private static final RequestDecoder DECODER =
      new RequestDecoder(Contract.load(), RequestDecoder.DEFAULT_MOST_BYTES);
  private static final byte[] APPLY =
      "{\"action\":\"apply\",\"target\":\"blog\",\"confirmToken\":\"spt_a.b.c\"}"
          .getBytes(StandardCharsets.UTF_8);
  private static final Pattern QUOTED_KEY = Pattern.compile(" *\"[A-Za-z0-9._:-]{3,128}\" *");

  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress STRANGER = InetAddress.ofLiteral("198.51.100.9");
  private static final ClientAddress CLIENT = ClientAddress.parse("203.0.113.7");
  private static final ClientAddresses ADDRESSES =
      new ClientAddresses(
          List.of(AddressRange.parse("10.0.0.0/8").orElseThrow()), ForgedHeader.UNHEARD);

  private static final ApiKey KEY = new ApiKey("abcdefghijkl", "S".repeat(43));

  @FuzzTest(maxDuration = "3s")
  void p11_any_text_is_a_header_that_is_understood_or_not(byte[] input) {
    readAsEachHeader(input);
  }

  @Tag("long")
  @FuzzTest(maxDuration = "10m")
  void p11_any_text_is_a_header_that_is_understood_or_not_for_long(byte[] input) {
    readAsEachHeader(input);
  }

  /// As the server hands headers over: each byte a character.
  private static void readAsEachHeader(byte[] input) {
    String header = new String(input, StandardCharsets.ISO_8859_1);
    idempotencyKey(header);
    traceparent(header);
    forwarded(header);
    prefer(header);
    authorization(header);
    contentType(header);
  }

  private static void idempotencyKey(String header) {
    switch (DECODER.decode(APPLY, "application/json", header)) {
      case Step.Passed<ExecuteRequest>(ExecuteRequest request) -> {
        assertThat(header).matches(QUOTED_KEY);
        assertThat(header).contains("\"" + request.key().value() + "\"");
      }
      case Step.Refused<ExecuteRequest>(Problem problem) -> {
        assertThat(header).doesNotMatch(QUOTED_KEY);
        assertThat(problem.type().status()).isEqualTo(400);
      }
    }
  }

  private static void traceparent(String header) {
    Optional<TraceContext> context = TraceContext.parse(header);
    context.ifPresent(
        read -> {
          assertThat(header.substring(3)).startsWith(read.traceId() + "-" + read.spanId() + "-");
          assertThat(TraceContext.parse(read.traceparent())).contains(read);
        });
  }

  /// A stranger's headers say nothing. Behind a proxy, what the proxy added on the right counts,
  /// whatever stands to its left.
  private static void forwarded(String header) {
    List<String> forged = List.of(header);
    assertThat(ADDRESSES.resolve(STRANGER, forged, forged)).isEqualTo(ClientAddress.of(STRANGER));
    ADDRESSES.resolve(PROXY, forged, forged);
    if (header.length() < 4_000) {
      List<String> appended = List.of(header + ", 203.0.113.7");
      List<String> standard = List.of(header + ", for=203.0.113.7");
      assertThat(ADDRESSES.resolve(PROXY, List.of(), appended)).isEqualTo(CLIENT);
      assertThat(ADDRESSES.resolve(PROXY, standard, List.of())).isEqualTo(CLIENT);
      assertThat(ADDRESSES.resolve(PROXY, List.of(), List.of(header, "203.0.113.7")))
          .isEqualTo(CLIENT);
    }
  }

  private static void prefer(String header) {
    Duration patience = Preference.asked(List.of(header, "wait=7", header)).orElse(Duration.ZERO);
    assertThat(patience).isBetween(Duration.ZERO, Preference.LONGEST);
  }

  private static void authorization(String header) {
    switch (new Authenticator(new OneKey()).authenticate(header)) {
      case Step.Passed<Principal> _ ->
          assertThat(header.strip()).matches("(?i:bearer) +" + Pattern.quote(KEY.reveal()));
      case Step.Refused<Principal>(Problem problem) -> {
        assertThat(problem.type()).isEqualTo(ProblemType.UNAUTHENTICATED);
        assertThat(header).isNotEqualTo("Bearer " + KEY.reveal());
      }
    }
  }

  private static void contentType(String header) {
    if (DECODER.decode(APPLY, header, "\"key-01\"") instanceof Step.Passed<ExecuteRequest>) {
      assertThat(header).containsIgnoringCase("application/json");
    }
  }

  /// A store with one key in it.
  private static final class OneKey implements ApiKeys {
    private static final StoredKey STORED =
        new StoredKey(
            KEY.id(),
            KEY.secretHash(),
            new Principal(
                new PrincipalId("docs-bot"),
                PrincipalKind.AGENT,
                Set.of(Role.REQUESTER),
                Set.of("blog")),
            Instant.EPOCH,
            null);

    @Override
    public void add(StoredKey key, AuditDraft audit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredKey> find(String id) {
      return id.equals(KEY.id()) ? Optional.of(STORED) : Optional.empty();
    }

    @Override
    public List<StoredKey> list() {
      return List.of(STORED);
    }

    @Override
    public boolean revoke(String id, AuditDraft audit) {
      throw new UnsupportedOperationException();
    }
  }
}
