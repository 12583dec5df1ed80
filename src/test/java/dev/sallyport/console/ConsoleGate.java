package dev.sallyport.console;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import java.nio.file.Path;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// A gate on whose site a change needs two other people, and who there is.
record ConsoleGate(TestGate gate) implements AutoCloseable {
  private static final String TWO_PEOPLE =
      """
      targets:
        blog:
          kind: site
          repository: ./var/blog.git
          import: ./site
          publish: ./var/www/blog
          protect: ["admin/**"]
          policy: { apply: { approve: 2 }, deploy: confirm, rollback: confirm, auto: low }
      """;

  static ConsoleGate start(Path folder) {
    return start(folder, "", Ambient.system());
  }

  static ConsoleGate start(Path folder, String more, Ambient ambient) {
    return new ConsoleGate(
        TestGate.start(
            folder, TestGate.WIDE_LIMITS + more + TWO_PEOPLE, ambient, Checkpoint.Listener.NONE));
  }

  String url() {
    return gate.url();
  }

  TestCaller agent(String name) {
    return gate.caller(name, PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("blog"));
  }

  /// The key of a person.
  TestCaller person(String name, Role... roles) {
    return gate.caller(name, PrincipalKind.PERSON, Set.of(roles), Set.of("*"));
  }

  /// Proposes new content for a file, and gives the change's id.
  static String propose(TestCaller caller, String key, String command, String content) {
    var body = TestCaller.edit("preview", key, "index.html", content).put("command", command);
    TestCaller.Reply reply = caller.execute(body);
    if (reply.status() != 200) {
      throw new IllegalStateException("no preview: " + reply.text());
    }
    return reply.result().required("changeId").asString();
  }

  static String planHash(TestCaller caller, String change) {
    return JsonMapper.shared()
        .readTree(caller.get("/v1/changes/" + change).text())
        .required("plan")
        .required("hash")
        .asString();
  }

  @Override
  public void close() {
    gate.close();
  }
}
