package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.log.GateLog;
import dev.sallyport.token.KeyringFile;
import dev.sallyport.token.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P7 after a busy run: no secret in a file of the gate, in its log, or in an answer but the one
/// that mints.
@Tag("integration")
class P7NothingSecretTest {
  @TempDir Path folder;

  private final Set<String> secrets = new LinkedHashSet<>();
  private final List<Reply> answers = new ArrayList<>();

  @Test
  void p7_noSecretIsFoundInAnyFileLogOrAnswer() throws IOException {
    try (GateLog log = GateLog.capture()) {
      try (TestGate gate = TestGate.start(folder)) {
        TestCaller agent = gate.caller("docs-bot", Role.REQUESTER);
        TestCaller other = gate.caller("other-bot", Role.REQUESTER);
        key(agent);
        key(other);
        signingKeys();
        busy(agent, other);

        // While it runs, so that the write-ahead log is searched as well.
        assertThat(TestGate.data(folder).resolve("sallyport.db-wal")).exists();
        searchFiles();
      }
      searchFiles();
      assertThat(log.text()).isNotEmpty();
      assertNone("the log", log.text());
    }
    for (Reply answer : answers) {
      assertNone("an answer", answer.text() + answer.headers());
    }
  }

  private void busy(TestCaller agent, TestCaller other) {
    String applied = mint(agent, "busy-1", "one\n");
    answer(agent.confirm("apply", "busy-1", applied));
    answer(agent.confirm("apply", "busy-1", applied));
    answer(agent.confirm("deploy", "busy-1", applied));
    String unused = mint(agent, "busy-2", "two\n");
    answer(other.confirm("apply", "busy-2", unused));
    answer(agent.confirm("apply", "busy-other", unused));
    answer(agent.confirm("rollback", "busy-2", unused));
    answer(agent.confirm("apply", "busy-2", unused.substring(0, unused.length() - 3) + "AAA"));
    answer(agent.confirm("apply", "busy-2", unused + "x"));
    // Where nobody should put them, and where people do.
    answer(agent.get("/v1/changes?confirmToken=" + unused));
    answer(agent.get("/v1/changes/" + unused));
    answer(agent.execute(TestCaller.body("apply", "busy-2").put("token", unused)));
    answer(agent.post("/v1/execute", "{\"confirmToken\":\"" + unused));
    answer(agent.send("/v1/changes", request -> request.header("traceparent", unused)));
    answer(
        agent.send(
            "/v1/execute",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "\"" + agent.key() + "\"")
                    .POST(
                        java.net.http.HttpRequest.BodyPublishers.ofString(
                            "{\"action\":\"apply\",\"target\":\"blog\"}"))));
    answer(new TestCaller(agent.url(), agent.key() + "x").get("/v1/changes"));
    answer(new TestCaller(agent.url(), unused).get("/v1/changes"));
    answer(agent.execute(TestCaller.edit("auto", "busy-3", "index.html", "three\n")));
    answer(agent.confirm("apply", "busy-2", unused));
    answer(agent.get("/v1/changes"));
    for (var change : agent.get("/v1/changes").json().required("items")) {
      answer(agent.get("/v1/changes/" + change.required("changeId").asString()));
    }
    answer(agent.execute(TestCaller.body("status", "unused-1")));
  }

  private void answer(Reply reply) {
    answers.add(reply);
  }

  private String mint(TestCaller caller, String key, String content) {
    String token = caller.token(key, "index.html", content);
    secrets.add(token);
    secrets.add(token.substring("spt_".length()));
    secrets.add(token.substring(token.lastIndexOf('.') + 1));
    return token;
  }

  private void key(TestCaller caller) {
    secrets.add(caller.key());
    secrets.add(caller.key().substring(caller.key().lastIndexOf('_') + 1));
  }

  private void signingKeys() throws IOException {
    KeyringFile keyring =
        KeyringFile.open(
            TestGate.data(folder).resolve("keys"), InstantSource.system(), new SecureRandom());
    for (SigningKey key : keyring.keys()) {
      secrets.add(new String(key.secret(), StandardCharsets.ISO_8859_1));
      secrets.add(HexFormat.of().formatHex(key.secret()));
      secrets.add(Base64.getEncoder().encodeToString(key.secret()));
      secrets.add(Base64.getUrlEncoder().withoutPadding().encodeToString(key.secret()));
    }
    assertThat(secrets).hasSizeGreaterThan(4);
  }

  private void searchFiles() throws IOException {
    Path keys = TestGate.data(folder).resolve("keys");
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes its) {
            return visited.equals(keys) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes its) throws IOException {
            if (its.isRegularFile()) {
              searchFile(file);
            }
            return FileVisitResult.CONTINUE;
          }

          /// The gate at work lets go of what it needs no more.
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  private void searchFile(Path file) throws IOException {
    try {
      assertNone(
          folder.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      // The gate has let go of it meanwhile.
    }
  }

  private void assertNone(String where, String text) {
    for (String secret : secrets) {
      // Not by AssertJ, whose message would show the secret.
      if (text.contains(secret)) {
        int at = text.indexOf(secret);
        throw new AssertionError(
            "a secret of %d characters in %s after: %s"
                .formatted(secret.length(), where, text.substring(Math.max(0, at - 200), at)));
      }
    }
  }
}
