package dev.sallyport.limit;

import dev.sallyport.window.SlidingLog;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowKey.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Requests as bad weather brings them: bursts within a millisecond, lulls, gaps of exactly a
/// window's length or one millisecond beside it, and now and then a clock that is put back.
public final class Trace {
  /// One policy's limit for a principal, for an address, and its window.
  public record Shape(int limit, int addressLimit, Duration span) {}

  public static final List<Shape> SHAPES =
      List.of(
          new Shape(1, 2, Duration.ofSeconds(1)),
          new Shape(5, 12, Duration.ofSeconds(10)),
          new Shape(10, 25, Duration.ofSeconds(300)),
          new Shape(20, 50, Duration.ofSeconds(60)),
          new Shape(100, 250, Duration.ofSeconds(60)));

  public static final int PRINCIPALS = 4;
  public static final int ADDRESSES = 3;

  private final Random random;
  private final Shape shape;
  private final String policy;
  private long clock = 1_700_000_000_000L;
  private long latest = clock;

  public Trace(long seed, Shape shape) {
    this.random = new Random(seed);
    this.shape = shape;
    this.policy = "trace-" + seed;
  }

  public record Request(long time, List<Window> windows) {}

  public Stream<Request> requests(int many) {
    return IntStream.range(0, many).mapToObj(i -> next());
  }

  private Request next() {
    // Further behind what it has shown already, a clock counts as one that had been wrong before.
    clock = Math.max(clock + step(), latest - SlidingLog.MOST_STEP_BACK.toMillis());
    latest = Math.max(latest, clock);
    Window principal = principal(random.nextInt(PRINCIPALS));
    Window address = address(random.nextInt(ADDRESSES));
    List<Window> windows =
        switch (random.nextInt(10)) {
          case 0 -> List.of(principal);
          case 1 -> List.of(address);
          default -> List.of(principal, address);
        };
    return new Request(clock, windows);
  }

  private long step() {
    long span = shape.span().toMillis();
    int dice = random.nextInt(1_000);
    if (dice < 700) {
      return 0;
    }
    if (dice < 900) {
      return 1 + random.nextLong(Math.max(2, span / shape.addressLimit()));
    }
    if (dice < 980) {
      return random.nextLong(span / 2);
    }
    if (dice < 995) {
      return span - 1 + random.nextInt(3);
    }
    return -random.nextLong(5_000);
  }

  private Window principal(int number) {
    WindowKey key = new WindowKey(Scope.PRINCIPAL, policy, "agent-" + number);
    return new Window(key, shape.limit(), shape.span(), Duration.ZERO);
  }

  private Window address(int number) {
    WindowKey key = new WindowKey(Scope.ADDRESS, policy, "192.0.2." + number);
    return new Window(key, shape.addressLimit(), shape.span(), Duration.ZERO);
  }
}
