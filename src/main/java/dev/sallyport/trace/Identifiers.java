package dev.sallyport.trace;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Makes what names a request: its trace context and its request id.
public final class Identifiers {
  private final SecureRandom random;

  public Identifiers(SecureRandom random) {
    this.random = random;
  }

  /// The gate's own span in the caller's trace, or in a new trace where the header is missing or
  /// invalid.
  public TraceContext accept(@Nullable String traceparent) {
    return TraceContext.parse(traceparent).map(this::child).orElseGet(this::begin);
  }

  /// A new trace that nobody outside has begun.
  public TraceContext begin() {
    return new TraceContext(
        hex(random, 16), hex(random, 8), TraceContext.SAMPLED | TraceContext.RANDOM);
  }

  /// A new piece of work in the same trace.
  public TraceContext child(TraceContext parent) {
    return parent.child(random);
  }

  /// A new request id: `req_` and 32 hex digits. The gate always makes its own, since a caller can
  /// send one trace id with many requests.
  public String requestId() {
    return "req_" + hex(random, 16);
  }

  /// A scope for a request that came with this `traceparent`, if any.
  public RequestScope scope(@Nullable String traceparent) {
    return new RequestScope(accept(traceparent), requestId());
  }

  /// Random hex digits that are not all zero, which the recommendation calls invalid.
  static String hex(SecureRandom random, int bytes) {
    byte[] bits = new byte[bytes];
    random.nextBytes(bits);
    if (Arrays.equals(bits, new byte[bytes])) {
      bits[bytes - 1] = 1;
    }
    return HexFormat.of().formatHex(bits);
  }
}
