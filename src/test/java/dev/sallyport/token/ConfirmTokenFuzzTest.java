package dev.sallyport.token;

import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_BAD_SIGNATURE;
import static dev.sallyport.problem.ProblemType.CONFIRM_TOKEN_MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.util.Base64URL;
import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// P11 by coverage-guided fuzzing: whatever is sent as a confirm token is refused by one of two
/// names, and nothing but what the gate minted passes. How to run it long: CONTRIBUTING.md.
@Tag("tokens")
class ConfirmTokenFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final SigningKey KEY = new SigningKey("fuzz1", new byte[32], NOW, null);
  private static final ConfirmTokens TOKENS = new ConfirmTokens(() -> List.of(KEY));
  private static final TokenClaims CLAIMS =
      new TokenClaims(
          "AAAAAAAAAAAAAAAAAAAAAA",
          new PrincipalId("docs-bot"),
          new TargetName("blog"),
          new IdempotencyKey("headline-01"),
          new ChangeId("chg_00000000000000000000000000"),
          Action.APPLY,
          new PlanHash("sha256:" + "0".repeat(64)),
          NOW,
          NOW.plusSeconds(600));
  private static final ConfirmTokens.Minted MINTED = TOKENS.mint(CLAIMS);
  private static final String HEADER = MINTED.signed().substring(0, MINTED.signed().indexOf('.'));

  @FuzzTest(maxDuration = "3s")
  void p11_any_text_is_a_token_or_refused(byte[] input) {
    anyTextIsATokenOrRefused(input);
  }

  @Tag("long")
  @FuzzTest(maxDuration = "10m")
  void p11_any_text_is_a_token_or_refused_for_long(byte[] input) {
    anyTextIsATokenOrRefused(input);
  }

  private static void anyTextIsATokenOrRefused(byte[] input) {
    onlyTheMintedPasses(new String(input, StandardCharsets.UTF_8));
    onlyTheMintedPasses(
        "spt_" + Base64URL.encode(input) + MINTED.signed().substring(HEADER.length()) + ".AAAA");
    signedClaimsAreReadOrRefused(input);
  }

  private static void onlyTheMintedPasses(String text) {
    switch (TOKENS.verify(new ConfirmToken(text))) {
      case Step.Passed<TokenClaims> _ -> assertThat(text).isEqualTo(MINTED.token().text());
      case Step.Refused<TokenClaims>(Problem problem) -> isRefusal(problem);
    }
  }

  private static void isRefusal(Problem problem) {
    assertThat(problem.type()).isIn(CONFIRM_TOKEN_MALFORMED, CONFIRM_TOKEN_BAD_SIGNATURE);
    // Every refusal of a type reads the same, so nothing of the text can be in it.
    assertThat(problem.detail()).isEqualTo(detail(problem.type() == CONFIRM_TOKEN_MALFORMED));
  }

  private static String detail(boolean malformed) {
    String text = malformed ? "x" : ConfirmToken.PREFIX + MINTED.signed() + ".AAAA";
    return ((Step.Refused<TokenClaims>) TOKENS.verify(new ConfirmToken(text))).problem().detail();
  }

  /// As if a key's owner had signed it: then it is claims that say the same when written again, or
  /// it is malformed.
  private static void signedClaimsAreReadOrRefused(byte[] payload) {
    ConfirmToken token = TOKENS.mintAgain(HEADER + "." + Base64URL.encode(payload)).orElseThrow();
    switch (TOKENS.verify(token)) {
      case Step.Passed<TokenClaims>(TokenClaims claims) ->
          assertThat(ClaimsJson.read(ClaimsJson.write(claims))).contains(claims);
      case Step.Refused<TokenClaims>(Problem problem) ->
          assertThat(problem.type()).isEqualTo(CONFIRM_TOKEN_MALFORMED);
    }
  }
}
