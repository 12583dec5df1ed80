package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.PlanTool;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.ApprovalSteps.Waiting;
import dev.sallyport.limit.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// A gate with a target for each kind of policy, and another one beside it on the same store whose
/// policies have become stricter since.
final class RefusalGates implements AutoCloseable {
  /// How many calls of `auto` one principal has.
  static final int AUTOS = 6;

  /// The longest line of the `large` site's one file, and how many of them make a diff too long.
  private static final String LINE = "x".repeat(1023) + "\n";

  private static final int LINES = 9 * 1024;
  private static final Runnable NOTHING = () -> {};

  static final Duration SOON = Duration.ofSeconds(60);

  private static final String ALL = "*";

  private static final String LIMITS =
      "approvals: { expireAfter: 2h, lifetime: 1h }\n"
          + TestGate.WIDE_LIMITS.replace(
              "auto: { limit: 20000, window: 1s",
              "auto: { limit: %d, window: 300s".formatted(AUTOS));

  private static final String BLOG =
      "apply: confirm, rollback: deny, auto: low, rules: ["
          + " { when: \"plan.paths.exists(p, p.startsWith('legal/'))\", deny: true,"
          + " because: lawyers },"
          + " { when: \"plan.paths.exists(p, p.endsWith('.css'))\", safety: medium,"
          + " because: looks }]";

  private static final String RISKY =
      "apply: { approve: 1 }, breakGlass: operator, rules:"
          + " [{ when: 'true', safety: high, because: test }]";

  final SettableClock clock = new SettableClock(System.currentTimeMillis());
  final TestCaller agent;
  final TestCaller other;
  final TestCaller operator;
  final PlanTool tool;
  final PlanTool blind;

  private final Path folder;
  private final Ambient ambient = new Ambient(clock, Ambient.system().nanos(), new SecureRandom());
  private final AtomicReference<Runnable> beforeBegin = new AtomicReference<>(NOTHING);
  private final TestGate gate;
  private final TestGate stricter;
  private int names;

  RefusalGates(Path folder) {
    this.folder = folder;
    writeLargeSite();
    tool = PlanTool.in(folder, "infra");
    blind = PlanTool.in(folder, "blind");
    stricter =
        start(
            targets(
                "apply: deny", "apply: { approve: 1 }, auto: high", "reversibility: read-only"));
    gate = start(targets(BLOG, "apply: { approve: 1 }, auto: deny", "deploy: { approve: 1 }"));
    agent = caller("docs-bot", PrincipalKind.AGENT, Role.REQUESTER);
    other = caller("other-bot", PrincipalKind.AGENT, Role.REQUESTER);
    operator = caller("olga", PrincipalKind.PERSON, Role.OPERATOR);
  }

  private void reached(Checkpoint checkpoint) {
    if (checkpoint == Checkpoint.BEFORE_BEGIN) {
      // What it does may itself begin something, before which nothing more is done.
      Runnable between = beforeBegin.getAndSet(NOTHING);
      between.run();
      beforeBegin.compareAndSet(NOTHING, between);
    }
  }

  /// The answer where that is done each time between the checks of a request and its begin.
  Reply between(Runnable checkAndBegin, Call call) throws Exception {
    beforeBegin.set(checkAndBegin);
    try {
      return call.reply();
    } finally {
      beforeBegin.set(NOTHING);
    }
  }

  private TestGate start(String targets) {
    return TestGate.start(folder, LIMITS + targets, ambient, this::reached);
  }

  private String targets(String blog, String asked, String twice) {
    return "targets:\n"
        + site("blog", blog)
        + site("asked", asked)
        + site("groups", "apply: { approve: [{ role: dba, count: 1 }] }")
        + site("risky", RISKY)
        + site("twice", "apply: confirm, " + twice)
        + site("large", "apply: confirm").replace("./site", "./large")
        + site("fixed", "apply: confirm, reversibility: read-only")
        + tool.configuration()
        + blind
            .configuration()
            .replace("apply: { 3: stale }", "apply: { 1: unknown, 3: stale }")
            .replaceAll("(?m)^ *probe: .*\n", "");
  }

  private void writeLargeSite() {
    try {
      Path file = Files.createDirectories(folder.resolve("large")).resolve("large.txt");
      Files.writeString(file, LINE.repeat(LINES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String site(String name, String policy) {
    return """
      %1$s:
        kind: site
        repository: ./var/%1$s.git
        import: ./site
        publish: ./var/www/%1$s
        protect: ["admin/**"]
        policy: { %2$s }
    """
        .formatted(name, policy);
  }

  String url() {
    return gate.url();
  }

  TestCaller caller(String name, PrincipalKind kind, Role... roles) {
    return gate.caller(name, kind, Set.of(roles), Set.of(ALL));
  }

  TestCaller approver(String name, String... groups) {
    Principal principal =
        new Principal(
            new PrincipalId(name),
            PrincipalKind.PERSON,
            Set.of(Role.APPROVER),
            Set.of(ALL),
            Stream.of(groups).map(GroupName::new).collect(Collectors.toSet()));
    return new TestCaller(url(), TestGate.key(folder, ambient, principal));
  }

  TestCaller only(String target, String name, Role role) {
    return gate.caller(name, PrincipalKind.PERSON, Set.of(role), Set.of(target));
  }

  /// The same caller at the stricter gate.
  TestCaller stricter(TestCaller caller) {
    return new TestCaller(stricter.url(), caller.key());
  }

  /// A key that nobody has used yet.
  String name() {
    return "key-" + ++names;
  }

  StoreFile store() {
    return StoreFile.of(folder);
  }

  /// A place for a gate of its own.
  Path temporary() {
    return folder.resolve(name());
  }

  Path keys() {
    return TestGate.data(folder).resolve("keys");
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  ObjectNode edit(String action, String target, String key) {
    return edit(action, target, key, "index.html");
  }

  ObjectNode edit(String action, String target, String key, String path) {
    return TestCaller.edit(action, key, path, "<p>" + key + "</p>\n").put("target", target);
  }

  ObjectNode body(String action, String target, String key) {
    return TestCaller.body(action, key).put("target", target);
  }

  ObjectNode confirmation(String action, Previewed change) {
    return body(action, change.target(), change.key()).put("confirmToken", change.token());
  }

  /// A change that was previewed by the agent.
  record Previewed(String target, String key, String id, String hash, String token) {
    Waiting waiting() {
      return new Waiting(key, id, hash);
    }
  }

  Previewed previewed(String target) {
    return previewed(agent, target);
  }

  Previewed previewed(TestCaller requester, String target) {
    String key = name();
    Reply reply = requester.execute(edit("preview", target, key));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return new Previewed(
        target,
        key,
        reply.result().required("changeId").asString(),
        reply.result().required("plan").required("hash").asString(),
        reply.result().path("confirmToken").asString(""));
  }

  /// The same, applied by its token.
  Previewed applied(String target) {
    Previewed change = previewed(target);
    Reply reply = agent.execute(confirmation("apply", change));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return change;
  }

  void approve(TestCaller approver, Previewed change) {
    Reply reply = ApprovalSteps.decide(approver, "approve", change.waiting());
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }

  int number(Previewed change) {
    return agent.get("/v1/changes/" + change.id()).json().required("confirmNumber").asInt();
  }

  /// Changes a site as somebody else would.
  void move(String target) {
    SiteFiles site =
        new SiteFiles(
            TestGate.data(folder).resolve(target + ".git"),
            TestGate.data(folder).resolve("www").resolve(target));
    site.push(folder.resolve("clone-" + name()), "about.html", "somebody else's\n");
  }

  interface Call {
    Reply reply() throws Exception;
  }

  /// While somebody else has the whole store.
  Reply withoutStore(Call call) throws Exception {
    try (Connection somebody = store().open();
        Statement statement = somebody.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.execute("BEGIN EXCLUSIVE");
      try {
        return call.reply();
      } finally {
        statement.execute("ROLLBACK");
      }
    }
  }

  /// While a site's repository is away.
  Reply withoutRepository(String target, Call call) throws Exception {
    Path repository = TestGate.data(folder).resolve(target + ".git");
    Path away = folder.resolve(name());
    Files.move(repository, away);
    try {
      return call.reply();
    } finally {
      Files.move(away, repository);
    }
  }

  /// While the tool is held at an apply of the other's.
  Reply whileHeld(Function<ObjectNode, Reply> call) {
    String key = name();
    tool.tell("hold", "");
    ObjectNode request = tool.proposal("auto", key, key);
    try {
      Reply accepted =
          other.send(
              "/v1/execute",
              http ->
                  http.header("Content-Type", "application/json")
                      .header("Prefer", "respond-async")
                      .POST(BodyPublishers.ofString(request.toString())));
      assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
      return call.apply(request);
    } finally {
      tool.untell("hold");
      await()
          .atMost(SOON)
          .until(
              () -> store().number("SELECT count(*) FROM executions WHERE state = 'running'") == 0);
    }
  }

  /// The newest execution, by its id.
  String execution() {
    return store().text("SELECT id FROM executions ORDER BY started_at DESC, rowid DESC LIMIT 1");
  }

  @Override
  public void close() {
    stricter.close();
    gate.close();
  }
}
