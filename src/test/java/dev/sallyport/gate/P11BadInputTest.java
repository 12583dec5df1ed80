package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.RawHttp;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// P11 over HTTP: each bad input has its slug, and none of them harms the gate.
@Tag("validation")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class P11BadInputTest {
  private static final int DEEP = 100_000;
  private static final String NULS = "\\u0000";

  @TempDir static Path folder;
  private TestGate gate;
  private TestCaller agent;
  private RawHttp raw;
  private String head = "";

  @BeforeAll
  void start() throws Exception {
    TestGate.prepare(folder, TestGate.WIDE_LIMITS + TestGate.BLOG);
    gate = TestGate.start(folder);
    agent = gate.caller("docs-bot", Role.REQUESTER);
    raw = RawHttp.to(gate.url());
    head = SiteFiles.of(gate).head();
  }

  @AfterAll
  void stop() {
    gate.close();
  }

  @AfterEach
  void theGateIsAsItWas() {
    assertThat(agent.get("/health/ready").status()).isEqualTo(200);
    assertThat(SiteFiles.of(gate).head()).isEqualTo(head);
  }

  static Stream<String> notOneJsonObject() {
    return Stream.of(
        "",
        " ",
        "null",
        "true",
        "17",
        "\"text\"",
        "[]",
        "{",
        "{\"action\":",
        "{\"action\":\"preview\"",
        "{\"action\":\"preview\"}}",
        "{\"action\":\"plan\"} {\"action\":\"plan\"}",
        "{\"action\":NaN}",
        "{'action':'plan'}",
        "{\"action\":\"plan\",}",
        "{\"action\":\"pl\u0001an\"}",
        "/* */ {}",
        "[".repeat(DEEP),
        "{\"a\":".repeat(DEEP),
        "{\"parameters\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "}");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("notOneJsonObject")
  void p11_whatIsNotOneJsonObjectIsMalformed(String body) {
    isProblem(agent.post("/v1/execute", body), 400, "malformed-json");
  }

  @Test
  void p11_bytesThatAreNotUtf8AreMalformed() {
    byte[] body =
        "{\"action\":\"plan\",\"command\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    isProblem(
        agent.send(
            "/v1/execute",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(body))),
        400,
        "malformed-json");
  }

  @Test
  void p11_twoMegabytesAreTooLargeWhetherAnnouncedOrNot() {
    byte[] body = new byte[2 << 20];
    java.util.Arrays.fill(body, (byte) ' ');
    isProblem(
        agent.send(
            "/v1/execute",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(body))),
        413,
        "payload-too-large");
    isProblem(
        agent.send(
            "/v1/execute",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofInputStream(
                            () -> new java.io.ByteArrayInputStream(body)))),
        413,
        "payload-too-large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"action\":17}",
        "{\"action\":\"destroy\"}",
        "{\"action\":null}",
        "{\"action\":\"plan\"}",
        "{\"action\":\"plan\",\"target\":[\"blog\"],\"command\":\"x\"}",
        "{\"action\":\"plan\",\"target\":\"blog\",\"command\":17}",
        "{\"action\":\"plan\",\"target\":\"blog\",\"command\":\"\"}",
        "{\"action\":\"plan\",\"target\":\"blog\",\"command\":\"x\",\"surprise\":1}",
        "{\"action\":\"plan\",\"target\":\"blog\",\"command\":\"x\",\"parameters\":\"x\"}",
        "{\"action\":\"plan\",\"target\":\"blog\",\"command\":\"x\",\"parameters\":{\"edits\":{}}}",
        "{\"action\":\"plan\",\"target\":\"blog\",\"command\":\"x\",\"parameters\":{\"edits\":[17]}}",
        "{\"action\":\"preview\",\"target\":\"blog\",\"command\":\"x\",\"idempotencyKey\":\"a b\"}",
        "{\"action\":\"preview\",\"target\":\"blog\",\"command\":\"x\",\"idempotencyKey\":17}",
        "{\"action\":\"preview\",\"target\":\"blog\",\"idempotencyKey\":\"no-command\"}",
        "{\"action\":\"apply\",\"target\":\"blog\",\"idempotencyKey\":\"abc\",\"confirmToken\":17}",
        "{\"action\":\"plan\",\"target\":\"blog\",\"command\":\"x\",\"safetyLevel\":\"huge\"}",
        "{\"action\":\"plan\",\"target\":\"blog\",\"command\":\"x\",\"operation\":\"delete\"}"
      })
  void p11_whatBreaksTheContractIsInvalid(String body) {
    Reply reply = agent.post("/v1/execute", body);
    isProblem(reply, 400, "invalid-request");
    assertThat(reply.json().required("errors").size()).isBetween(1, 20);
    reply
        .json()
        .required("errors")
        .forEach(e -> assertThat(e.required("message").asString()).isNotBlank());
  }

  @Test
  void p11_aFieldGivenTwiceIsNamed() {
    Reply reply = agent.post("/v1/execute", "{\"action\":\"status\",\"action\":\"status\"}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.text()).contains("/action");
  }

  @Test
  void p11_aWritingActionWithoutAKeySaysSo() {
    var body = TestCaller.edit("preview", "unused", "index.html", "x");
    body.remove("idempotencyKey");
    isProblem(agent.execute(body), 400, "idempotency-key-missing");
  }

  static Stream<String> badPaths() {
    return Stream.of(
        "..",
        "../index.html",
        "a/../../index.html",
        "a/..",
        "./index.html",
        "/etc/passwd",
        "//etc/passwd",
        "a//b",
        "a/",
        "",
        "C:\\\\windows",
        "..\\\\index.html",
        "a\\\\b",
        ".git/config",
        ".GIT/config",
        ".Git",
        "a/.git/hooks/post-update",
        "git~1/config",
        ".g\\u200cit/config",
        "a" + NULS + ".html",
        "a\\n.html",
        "a\\u007f.html",
        "\\u202egpj.exe",
        "a/\\u2066b.html",
        "a".repeat(300),
        "a/".repeat(2_000) + "b");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("badPaths")
  void p11_pathsThatLeadElsewhereAreRefused(String escaped) {
    for (String action : List.of("plan", "preview", "auto")) {
      Reply reply =
          agent.post(
              "/v1/execute",
              """
              {"action":"%s","target":"blog","idempotencyKey":"path-%d","command":"x",
               "parameters":{"edits":[{"path":"%s","content":"x"}]}}"""
                  .formatted(action, escaped.hashCode() & 0xffff, escaped));
      assertThat(reply.status()).as("%.80s: %s", escaped, reply.text()).isIn(400, 422);
      isProblem(reply, reply.status(), reply.status() == 400 ? "invalid-request" : "plan-refused");
      assertThat(reply.text()).hasSizeLessThan(4_000);
    }
    Reply read =
        agent.post(
            "/v1/execute",
            """
            {"action":"read","target":"blog","parameters":{"path":"%s"}}"""
                .formatted(escaped));
    assertThat(read.status()).as(read.text()).isBetween(400, 499);
  }

  @Test
  void p11_aLoneSurrogateIsRefused() {
    for (String field : List.of("path", "content")) {
      String path = field.equals("path") ? "a\\ud800.html" : "a.html";
      String content = field.equals("content") ? "\\udfff" : "x";
      Reply reply =
          agent.post(
              "/v1/execute",
              """
              {"action":"plan","target":"blog","command":"x",
               "parameters":{"edits":[{"path":"%s","content":"%s"}]}}"""
                  .formatted(path, content));
      assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    }
  }

  @Test
  void p11_aPathThroughALinkIsRefused() throws Exception {
    try (TestGate other = startWithLink()) {
      TestCaller caller = other.caller("docs-bot", Role.REQUESTER);
      for (String path : List.of("link", "link/passwd")) {
        Reply reply = caller.preview("link-" + path.length(), path, "x");
        isProblem(reply, 422, "plan-refused");
      }
    }
  }

  private static TestGate startWithLink() throws Exception {
    Path linked = folder.resolve("linked");
    TestGate.prepare(linked, TestGate.WIDE_LIMITS + TestGate.BLOG);
    TestGate gate = TestGate.start(linked);
    SiteFiles site = SiteFiles.of(gate);
    Path clone = linked.resolve("clone");
    site.push(clone, "plain.html", "x");
    Files.createSymbolicLink(clone.resolve("link"), Path.of("/etc"));
    site.pushAll(clone);
    return gate;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
        "application/jsonp",
        "\u00e4"
      })
  void p11_onlyJsonIsTaken(String type) {
    isProblem(
        raw.send(
            "POST /v1/execute HTTP/1.1",
            "Authorization: Bearer " + agent.key(),
            "Content-Type: " + type,
            "{\"action\":\"status\"}"),
        415,
        "unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer spk_short_x",
        "Bearer spk_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "Bearer \u00fc\u00fc",
        "Bearer a b c",
        "bearer,bearer"
      })
  void p11_garbageForAKeyIsUnauthenticated(String authorization) {
    Reply reply =
        raw.send(
            "POST /v1/execute HTTP/1.1",
            "Authorization: " + authorization,
            "Content-Type: application/json",
            "{\"action\":\"status\"}");
    isProblem(reply, 401, "unauthenticated");
    assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404, not-found",
    "GET, /v1, 404, not-found",
    "GET, /v1/changes/nothing, 404, unknown-change",
    "GET, /v1/executions/%00, 404, unknown-change",
    "GET, /problems/nothing, 404, not-found",
    "GET, /v1/execute, 405, method-not-allowed",
    "PUT, /v1/execute, 405, method-not-allowed",
    "DELETE, /v1/changes, 405, method-not-allowed",
    "PATCH, /v1/changes/x, 405, method-not-allowed",
    "POST, /health/live, 405, method-not-allowed"
  })
  void p11_whatIsNotThereHasItsSlug(String method, String path, int status, String slug) {
    Reply reply =
        raw.send(method + " " + path + " HTTP/1.1", "Authorization: Bearer " + agent.key());
    assertThat(reply.status()).as(reply.text()).isBetween(400, 499);
    if (!path.contains("%")) {
      isProblem(reply, status, slug);
    }
    if (status == 405) {
      assertThat(reply.header("Allow")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%zz HTTP/1.1",
        "GET /% HTTP/1.1",
        "GET /%00 HTTP/1.1",
        "GET /%c0%ae%c0%ae/ HTTP/1.1",
        "GET /..%2f..%2fetc/passwd HTTP/1.1",
        "GET /../../etc/passwd HTTP/1.1",
        "GET /v1/changes?cursor=%zz HTTP/1.1",
        "GET /v1/changes?limit=%ff%fe HTTP/1.1",
        "GET /v1/changes?%00=%00 HTTP/1.1",
        "GET /v1/changes/%2e%2e%2f HTTP/1.1",
        "GET /v1/changes;a=b HTTP/1.1",
        "BREW /v1/execute HTTP/1.1",
        "GET  HTTP/1.1",
        "GET /v1/changes HTTP/9.9",
        "nonsense",
        "GET http://[::1/ HTTP/1.1"
      })
  void p11_requestsThatAreNotQuiteHttpAreAnsweredBelow500(String requestLine) {
    Reply reply = raw.send(requestLine, "Authorization: Bearer " + agent.key());
    assertThat(reply.status()).as(reply.text()).isBetween(200, 499);
    if (reply.status() >= 400) {
      isProblem(reply, reply.status(), reply.slug());
    }
  }

  @Test
  void p11_headersThatAreTooLargeAreRefused() {
    isProblem(
        raw.send("GET /v1/changes HTTP/1.1", "X-Long: " + "a".repeat(64 * 1024)),
        413,
        "payload-too-large");
    isProblem(raw.send("GET /" + "a".repeat(64 * 1024) + " HTTP/1.1"), 413, "payload-too-large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: -1",
        "Content-Length: x",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: sideways",
        "Bad Header",
        ": empty",
        "traceparent: 00-zz-zz-zz",
        "Idempotency-Key: \u0001",
        "Prefer: wait=99999999999999999999",
        "Expect: 100-sometimes"
      })
  void p11_badHeaderFieldsAreAnsweredBelow500(String field) {
    Reply reply =
        raw.send(
            "POST /v1/execute HTTP/1.1",
            "Authorization: Bearer " + agent.key(),
            "Content-Type: application/json",
            field,
            "{\"action\":\"status\"}");
    assertThat(reply.status()).as(reply.text()).isBetween(200, 499);
    if (reply.status() >= 400) {
      isProblem(reply, reply.status(), reply.slug());
    }
  }

  private static void isProblem(Reply reply, int status, String slug) {
    assertThat(reply.status()).as("%.2000s", reply.text()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    assertThat(reply.slug()).as("%.2000s", reply.text()).isEqualTo(slug);
    assertThat(reply.json().required("status").asInt()).isEqualTo(status);
    assertThat(reply.json().required("title").asString()).isNotBlank();
    assertThat(reply.json().required("traceId").asString()).matches("[0-9a-f]{32}");
    assertThat(reply.text())
        .doesNotContain("Exception", "at dev.sallyport", "SELECT ", folder.toString())
        .hasSizeLessThan(20_000);
  }
}
