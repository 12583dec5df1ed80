package dev.sallyport.trace;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A place in a distributed trace, as the `traceparent` header carries it (W3C Trace Context, level
/// 2).
///
/// @param traceId 32 lower-case hex digits, not all zero; the same for everything one request
/// causes
/// @param spanId 16 lower-case hex digits, not all zero; names one piece of work inside the trace
/// @param flags the bits `SAMPLED` and `RANDOM`; bits that the recommendation leaves undefined are
/// dropped
public record TraceContext(String traceId, String spanId, int flags) {
  /// The header's name.
  public static final String HEADER = "traceparent";

  /// The caller may be recording this trace.
  public static final int SAMPLED = 0x01;

  /// The right-most 7 bytes of the trace id are random (level 2).
  public static final int RANDOM = 0x02;

  /// The longest header that is looked at. Version 00 has 55 characters; later ones may add fields.
  public static final int MAX_HEADER = 512;

  private static final int VERSION_00_LENGTH = 55;
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");
  private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
  private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");

  public TraceContext {
    if (!TRACE_ID.matcher(traceId).matches() || !SPAN_ID.matcher(spanId).matches()) {
      throw new IllegalArgumentException("not a trace id or span id of the W3C form");
    }
    flags &= SAMPLED | RANDOM;
  }

  /// The context of a `traceparent` header, or nothing where the header is missing or invalid. A
  /// version later than 00 is read by its first four fields and may have more after a dash (section
  /// 3.2.4); version ff is never valid.
  public static Optional<TraceContext> parse(@Nullable String header) {
    if (header == null || header.length() < VERSION_00_LENGTH || header.length() > MAX_HEADER) {
      return Optional.empty();
    }
    var matcher = FORM.matcher(header).region(0, VERSION_00_LENGTH);
    if (!matcher.matches() || !lengthFits(matcher.group(1), header)) {
      return Optional.empty();
    }
    String traceId = matcher.group(2);
    String spanId = matcher.group(3);
    if (!TRACE_ID.matcher(traceId).matches() || !SPAN_ID.matcher(spanId).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new TraceContext(traceId, spanId, HexFormat.fromHexDigits(matcher.group(4))));
  }

  private static boolean lengthFits(String version, String header) {
    return switch (version) {
      case "ff" -> false;
      case "00" -> header.length() == VERSION_00_LENGTH;
      default -> header.length() == VERSION_00_LENGTH || header.charAt(VERSION_00_LENGTH) == '-';
    };
  }

  /// A new piece of work in the same trace.
  public TraceContext child(SecureRandom random) {
    return new TraceContext(traceId, Identifiers.hex(random, 8), flags);
  }

  /// The header's value; always version 00, whatever version the context was read from.
  public String traceparent() {
    return "00-%s-%s-%s".formatted(traceId, spanId, HexFormat.of().toHexDigits((byte) flags));
  }

  @Override
  public String toString() {
    return traceparent();
  }
}
