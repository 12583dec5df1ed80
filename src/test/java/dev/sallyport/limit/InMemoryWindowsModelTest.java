package dev.sallyport.limit;

import dev.sallyport.window.Decision;
import dev.sallyport.window.Window;
import dev.sallyport.window.WindowKey;
import dev.sallyport.window.WindowKey.Scope;
import java.time.Duration;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Looks through the interleavings of a few threads for one whose answers no order of the calls
/// explains.
@Param(name = "principal", gen = IntGen.class, conf = "0:1")
@Param(name = "address", gen = IntGen.class, conf = "0:1")
@Tag("rate-limit")
public class InMemoryWindowsModelTest {
  private final InMemoryWindows windows = new InMemoryWindows(new SettableClock(1_000), 2, 1_000);

  @Operation
  public boolean both(
      @Param(name = "principal") int principal, @Param(name = "address") int address) {
    return windows.decide(List.of(principal(principal), address(address)))
        instanceof Decision.Admitted;
  }

  @Operation
  public boolean one(@Param(name = "principal") int principal) {
    return windows.decide(List.of(principal(principal))) instanceof Decision.Admitted;
  }

  @Operation
  public int remaining(@Param(name = "address") int address) {
    return windows.peek(List.of(address(address))).getFirst().remaining();
  }

  @Test
  void p9_concurrent_decisions_are_as_if_one_came_after_the_other() {
    new ModelCheckingOptions()
        .iterations(5)
        .invocationsPerIteration(20)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .check(InMemoryWindowsModelTest.class);
  }

  private static Window principal(int number) {
    return window(Scope.PRINCIPAL, number, 2);
  }

  private static Window address(int number) {
    return window(Scope.ADDRESS, number, 3);
  }

  private static Window window(Scope scope, int number, int limit) {
    return new Window(
        new WindowKey(scope, "model", "s" + number), limit, Duration.ofSeconds(60), Duration.ZERO);
  }
}
