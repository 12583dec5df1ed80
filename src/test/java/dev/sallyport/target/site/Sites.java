package dev.sallyport.target.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Action;
import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import dev.sallyport.domain.Ids;
import dev.sallyport.domain.Operation;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.TargetName;
import dev.sallyport.target.CutOff;
import dev.sallyport.target.Effect;
import dev.sallyport.target.PlanMaterial;
import dev.sallyport.target.Planning;
import dev.sallyport.target.Proposal;
import dev.sallyport.target.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One site in a folder of a test's own, with what a test needs to change it and to look at it.
final class Sites implements AutoCloseable {
  static final ObjectMapper JSON = JsonMapper.builder().build();

  /// Of every execution of which a test says nothing else.
  static final long FENCE = 1;

  final Path root;
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
  final InstantSource clock = now::get;
  final Ids ids = new Ids(clock, new SecureRandom());
  final SiteConfig config;
  final SiteTarget target;

  private Sites(Path root, UnaryOperator<SiteConfig> configure, ReleaseFiles files) {
    this(root, configure, files, Duration.ZERO);
  }

  private Sites(
      Path root, UnaryOperator<SiteConfig> configure, ReleaseFiles files, Duration later) {
    now.updateAndGet(time -> time.plus(later));
    this.root = root;
    this.config =
        configure.apply(
            SiteConfig.of(new TargetName("blog"), root.resolve("blog.git"), root.resolve("www")));
    this.target = SiteTarget.open(config, clock, files);
  }

  static Sites empty(Path root) {
    return new Sites(root, config -> config, new ReleaseFiles());
  }

  static Sites with(Path root, UnaryOperator<SiteConfig> configure) {
    return new Sites(root, configure, new ReleaseFiles());
  }

  /// The same opened so much later, or earlier.
  static Sites later(Path root, UnaryOperator<SiteConfig> configure, Duration later) {
    return new Sites(root, configure, new ReleaseFiles(), later);
  }

  static Sites with(Path root, UnaryOperator<SiteConfig> configure, ReleaseFiles files) {
    return new Sites(root, configure, files);
  }

  /// A site with a few pages at its first commit.
  static Sites small(Path root) throws IOException {
    return with(root, importing(pages(root)));
  }

  static Path pages(Path root) throws IOException {
    Path pages = root.resolve("pages");
    write(pages.resolve("index.html"), "<h1>Hello</h1>\n<p>one</p>\n<p>two</p>\n");
    write(pages.resolve("about.html"), "<h1>About</h1>\n");
    write(pages.resolve("css/site.css"), "body {\n  margin: 0;\n}\n\nh1 {\n  color: teal;\n}\n");
    write(pages.resolve("admin/secret.html"), "<h1>Admin</h1>\n");
    return pages;
  }

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  static UnaryOperator<SiteConfig> importing(Path folder) {
    return config -> with(config, folder, config.branch(), config.protect(), config.keepReleases());
  }

  static SiteConfig with(
      SiteConfig config, Path importFrom, String branch, List<String> protect, int keepReleases) {
    return new SiteConfig(
        config.name(),
        config.repository(),
        importFrom,
        config.publish(),
        branch,
        protect,
        keepReleases,
        config.limits());
  }

  // What a test proposes.

  static ObjectNode edits(ObjectNode... edits) {
    ObjectNode parameters = JSON.createObjectNode();
    parameters.putArray("edits").addAll(Arrays.asList(edits));
    return parameters;
  }

  static ObjectNode put(String path, String content) {
    return JSON.createObjectNode().put("path", path).put("content", content);
  }

  static ObjectNode delete(String path) {
    return JSON.createObjectNode().put("path", path).put("delete", true);
  }

  static ObjectNode patch(String patch) {
    return JSON.createObjectNode().put("patch", patch);
  }

  Proposal proposal(ObjectNode parameters) {
    return proposal(Operation.CHANGE, "Change it", parameters, true);
  }

  Proposal proposal(Operation operation, String command, ObjectNode parameters, boolean kept) {
    return new Proposal(
        operation,
        command,
        parameters,
        ids.changeId(),
        ids.executionId(),
        new PrincipalId("docs-bot"),
        kept);
  }

  /// A plan and the names it was made under.
  record Planned(Proposal proposal, Planning.Planned planning) {
    PlanMaterial plan() {
      return planning.plan();
    }

    String commit() {
      return plan().material().path("commit").asString();
    }
  }

  Planned planned(Proposal proposal) {
    Planning planning = target.plan(proposal);
    assertThat(planning).isInstanceOf(Planning.Planned.class);
    return new Planned(proposal, (Planning.Planned) planning);
  }

  Planned planned(ObjectNode parameters) {
    return planned(proposal(parameters));
  }

  Planned plannedRollback() {
    return planned(rollbackProposal());
  }

  Proposal rollbackProposal() {
    return proposal(
        Operation.ROLLBACK, "Take it back", JsonNodeFactory.instance.objectNode(), true);
  }

  Planning.Refused refused(ObjectNode parameters) {
    Planning planning = target.plan(proposal(parameters));
    assertThat(planning).isInstanceOf(Planning.Refused.class);
    return (Planning.Refused) planning;
  }

  // What a test carries out.

  Effect apply(Planned planned) {
    return target.apply(planned.plan(), run(planned));
  }

  Effect deploy(Planned planned) {
    return target.deploy(planned.plan(), run(planned, ids.executionId()));
  }

  Effect rollback(Planned planned) {
    return target.rollback(planned.plan(), run(planned));
  }

  /// Applies and deploys, which must both succeed.
  Planned published(ObjectNode parameters) {
    Planned planned = planned(parameters);
    assertThat(apply(planned)).isInstanceOf(Effect.Done.class);
    assertThat(deploy(planned)).isInstanceOf(Effect.Done.class);
    return planned;
  }

  static TestRun run(Planned planned) {
    return run(planned, planned.proposal().execution());
  }

  static TestRun run(Planned planned, ExecutionId execution) {
    return run(planned, execution, FENCE);
  }

  static TestRun run(Planned planned, ExecutionId execution, long fence) {
    return new TestRun(execution, planned.proposal().change(), fence, new ArrayList<>());
  }

  static CutOff cutOff(Planned planned, Action action) {
    return cutOff(planned, planned.proposal().execution(), action, FENCE);
  }

  static CutOff cutOff(Planned planned, ExecutionId execution, Action action, long fence) {
    return new CutOff(execution, planned.proposal().change(), action, fence);
  }

  record TestRun(ExecutionId execution, ChangeId change, long fence, List<String> lines)
      implements Run {
    @Override
    public String traceparent() {
      return "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    }

    @Override
    public void report(Channel channel, String line) {
      lines.add(line);
    }

    @Override
    public void progress(int percent) {}

    @Override
    public CompletionStage<Stop> stop() {
      return new CompletableFuture<>();
    }
  }

  // What a test looks at.

  Path current() {
    return config.publish().resolve("current");
  }

  String published(String path) throws IOException {
    return Files.readString(current().resolve(path));
  }

  String git(String... arguments) {
    return Git.in(config.repository(), arguments);
  }

  String head() {
    return git("rev-parse", "refs/heads/main").strip();
  }

  byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  public void close() {
    target.close();
  }
}
