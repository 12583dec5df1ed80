package dev.sallyport.benchmarks;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.IdempotencyKey;
import dev.sallyport.domain.PlanHash;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.problem.Step;
import dev.sallyport.token.ConfirmToken;
import dev.sallyport.token.ConfirmTokens;
import dev.sallyport.token.Keyring;
import dev.sallyport.token.SigningKey;
import dev.sallyport.token.TokenClaims;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What making a confirm token and checking one costs, beside the HMAC of the very bytes that it
/// signs, by a `Mac` that knows its key already.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TokenBenchmark {
  private static final TokenClaims CLAIMS =
      new TokenClaims(
          "c29tZSByYW5kb20gYml0cw",
          new PrincipalId("docs-bot"),
          new TargetName("blog"),
          new IdempotencyKey("headline-20261123-01"),
          new ChangeId("chg_" + "0".repeat(26)),
          Action.APPLY,
          new PlanHash("sha256:" + "0123456789abcdef".repeat(4)),
          Instant.ofEpochSecond(1_795_000_000L),
          Instant.ofEpochSecond(1_795_000_600L));

  private final byte[] secret = "k".repeat(SigningKey.LEAST_BYTES).getBytes(StandardCharsets.UTF_8);
  private ConfirmTokens tokens;
  private ConfirmToken token;
  private byte[] signed;
  private Mac mac;

  @Setup
  public void mint() throws GeneralSecurityException {
    Keyring keys = new OneKey(List.of(new SigningKey("abcd1234", secret, Instant.EPOCH, null)));
    tokens = new ConfirmTokens(keys);
    ConfirmTokens.Minted minted = tokens.mint(CLAIMS);
    token = minted.token();
    signed = minted.signed().getBytes(StandardCharsets.US_ASCII);
    mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
  }

  private record OneKey(List<SigningKey> keys) implements Keyring {}

  @Benchmark
  public byte[] hmac() {
    return mac.doFinal(signed);
  }

  @Benchmark
  public ConfirmTokens.Minted sign() {
    return tokens.mint(CLAIMS);
  }

  @Benchmark
  public Step<TokenClaims> verify() {
    return tokens.verify(token);
  }
}
