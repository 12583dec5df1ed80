package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.log.GateLog;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/// P11 over HTTP, for bodies that nobody thought of: below 500, and never logged at length.
@Tag("validation")
class P11ArbitraryBodyTest {
  private static final int TRIES = 300;
  private static final int LONGEST_LINE = 20_000;
  private static final byte[] GOOD =
      TestCaller.edit("plan", "arbitrary-1", "index.html", "new\n")
          .toString()
          .getBytes(StandardCharsets.UTF_8);

  private static TestGate gate;
  private static TestCaller agent;
  private static GateLog log;
  private static String head;

  @BeforeContainer
  static void start() throws IOException {
    Path folder = Files.createTempDirectory("arbitrary");
    log = GateLog.capture();
    gate = TestGate.start(folder);
    agent = gate.caller("docs-bot", Role.REQUESTER);
    head = SiteFiles.of(gate).head();
  }

  @AfterContainer
  static void stop() throws IOException {
    try {
      assertThat(SiteFiles.of(gate).head()).isEqualTo(head);
    } finally {
      gate.close();
      log.close();
    }
    try (Stream<Path> files = Files.walk(gate.folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    assertThat(log.text().lines()).allMatch(line -> line.length() <= LONGEST_LINE);
  }

  @Property(tries = TRIES)
  void p11_noBodyMakesTheGateFail(@ForAll("bodies") byte[] body) {
    Reply reply =
        agent.send(
            "/v1/execute",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(body)));

    assertThat(reply.status()).as(reply.text()).isBetween(200, 499);
    if (reply.status() >= 400) {
      assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
      assertThat(reply.slug()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<byte[]> bodies() {
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(2_000);
    Arbitrary<byte[]> text =
        Arbitraries.strings()
            .withChars("{}[]\",:\\u0019eE-. \n\t\u0000\u202e\ud800ntf")
            .ofMaxLength(400)
            .map(made -> made.getBytes(StandardCharsets.UTF_8));
    return Arbitraries.oneOf(noise, text, nearlyGood());
  }

  /// A good body with some of its bytes made others, and sometimes its end missing.
  private static Arbitrary<byte[]> nearlyGood() {
    return Combinators.combine(
            Arbitraries.integers().between(0, GOOD.length - 1).list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.bytes(),
            Arbitraries.integers().between(GOOD.length / 2, GOOD.length))
        .as(
            (places, value, length) -> {
              byte[] body = GOOD.clone();
              places.forEach(place -> body[place] = value);
              return Arrays.copyOf(body, length);
            });
  }
}
