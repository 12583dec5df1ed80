package dev.sallyport.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.SkewedGates;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions at gates whose own clocks are a minute off, one each way.
@Tag("integration")
class ConsoleClocksTest {
  private static final String SETTINGS =
      "server: { lease: 2s }\nconsole: { sessionIdle: 10m, sessionLife: 1h }\n";

  @TempDir Path folder;

  private static boolean isIn(TestGate gate, FormBrowser browser) {
    FormBrowser there = new FormBrowser(gate.url());
    there.takeSession(browser.session());
    return there.isIn();
  }

  @Test
  void aSessionLastsByTheServersClockAtEitherGate() {
    try (SkewedGates gates =
        SkewedGates.start(folder, SETTINGS + TestGate.WIDE_LIMITS + TestGate.BLOG)) {
      String key =
          gates
              .behind()
              .caller("ada", PrincipalKind.PERSON, Set.of(Role.APPROVER), Set.of("*"))
              .key();
      FormBrowser behind = new FormBrowser(gates.behind().url());
      behind.signIn(key);
      gates.pass(Duration.ofMinutes(9).plusSeconds(30));
      assertThat(isIn(gates.ahead(), behind)).isTrue();

      FormBrowser ahead = new FormBrowser(gates.ahead().url());
      ahead.signIn(key);
      gates.pass(Duration.ofMinutes(10).plusSeconds(1));
      assertThat(isIn(gates.behind(), ahead)).isFalse();
    }
  }
}
