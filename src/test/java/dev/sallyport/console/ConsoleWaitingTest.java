package dev.sallyport.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.checkpoint.Checkpoint;
import dev.sallyport.domain.GroupName;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalId;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.domain.Role;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import dev.sallyport.gate.Ambient;
import dev.sallyport.store.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// *Waiting for you* shows what needs just this person's decision, and nothing else.
@Tag("integration")
class ConsoleWaitingTest {
  private static final String POLICIES =
      """
      approvals: { expireAfter: 2h, lifetime: 2h }
      targets:
        blog:
          kind: site
          repository: ./var/blog.git
          import: ./site
          publish: ./var/www/blog
          policy: { apply: { approve: 2 }, deploy: { approve: 1 }, breakGlass: operator }
        shop:
          kind: site
          repository: ./var/shop.git
          import: ./site
          publish: ./var/www/shop
          policy: { apply: { approve: [{ role: dba, count: 1 }, { role: sre, count: 1 }] } }
      """;

  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock(Ambient.system().clock().instant());
  private final Ambient ambient = new Ambient(clock, System::nanoTime, Ambient.system().random());
  private TestGate gate;
  private TestCaller agent;

  @BeforeEach
  void start() {
    gate =
        TestGate.start(folder, TestGate.WIDE_LIMITS + POLICIES, ambient, Checkpoint.Listener.NONE);
    agent = gate.caller("docs-bot", PrincipalKind.AGENT, Set.of(Role.REQUESTER), Set.of("*"));
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  private TestCaller caller(String name, Role... roles) {
    return gate.caller(name, PrincipalKind.PERSON, Set.of(roles), Set.of("*"));
  }

  private FormBrowser person(TestCaller caller) {
    FormBrowser browser = new FormBrowser(gate.url());
    browser.signIn(caller.key());
    return browser;
  }

  private String propose(String target, String key, String command) {
    Reply reply =
        agent.execute(
            TestCaller.edit("preview", key, "index.html", "<p>" + key + "</p>\n")
                .put("target", target)
                .put("command", command));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.result().required("changeId").asString();
  }

  private void decide(TestCaller who, String verdict, String change) {
    Reply reply =
        who.post(
            "/v1/changes/" + change + "/" + verdict,
            JsonMapper.shared()
                .createObjectNode()
                .put("planHash", ConsoleGate.planHash(who, change))
                .put("reason", "the shop is down")
                .toString());
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }

  private static String waiting(FormBrowser who) {
    Reply page = who.get("/console/waiting");
    assertThat(page.status()).isEqualTo(200);
    return page.text();
  }

  @Test
  void whatAPersonHasDecidedOrAskedForOrWhatIsApprovedNoLongerWaitsForThem() {
    String greet = propose("blog", "one-1", "Greet the visitors");
    TestCaller ada = caller("ada", Role.APPROVER);
    TestCaller bob = caller("bob", Role.APPROVER, Role.REQUESTER);
    FormBrowser adas = person(ada);
    FormBrowser bobs = person(bob);
    assertThat(waiting(adas)).contains("Greet the visitors", "1 waiting for you");

    decide(ada, "approve", greet);

    assertThat(waiting(adas))
        .doesNotContain("Greet the visitors")
        .contains("Nothing waits for your decision");
    assertThat(adas.get("/console/changes/" + greet).text())
        .contains("You have approved this plan. One more person has to.")
        .doesNotContain("/approve\"");
    assertThat(waiting(bobs)).contains("Greet the visitors");
    decide(bob, "approve", greet);
    assertThat(waiting(bobs)).doesNotContain("Greet the visitors");

    Reply own =
        bob.execute(
            TestCaller.edit("preview", "own-1", "index.html", "<p>Mine</p>\n")
                .put("command", "Bobs own"));
    assertThat(own.status()).isEqualTo(200);
    assertThat(waiting(bobs))
        .contains("Nothing waits for your decision", "Asked for by you", "Bobs own");
    assertThat(waiting(adas)).contains("Bobs own", "1 waiting for you");
    assertThat(waiting(person(caller("otto", Role.AUDITOR, Role.OPERATOR))))
        .contains("Your key does not have the role approver", "Nothing waits")
        .doesNotContain("Bobs own");
    decide(ada, "reject", own.result().required("changeId").asString());
    assertThat(waiting(bobs)).doesNotContain("Bobs own");
  }

  @Test
  void aCardSaysWhoAsksWhatHowRiskyAndWhyAndForHowLongItStands() {
    Reply reply =
        agent.execute(
            TestCaller.edit("preview", "card-1", "index.html", "<p>p\u0430y</p>\n")
                .put("target", "shop")
                .put("command", "Move the till")
                .put("safetyLevel", "medium"));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    String reason =
        reply.result().required("safety").required("reasons").get(0).asString("no reason");
    clock.advance(Duration.ofMinutes(50));
    FormBrowser sam = person(inGroup("sam", "sre"));

    String card =
        waiting(sam)
            .replaceAll("(?s).*<li class=\"card\">(.*?</dl>)</li>.*", "$1")
            .replaceAll("<[^>]*>", "|")
            .replaceAll("\\|+", "|");

    assertThat(card)
        .contains("Move the till", "|docs-bot| asks to change |shop|", "50 min ago")
        .contains("Changes 1 file", "|Risk|medium, ", "|Why|" + reason)
        .contains("|Approvals|0 of 2 given, 2 missing|")
        .containsPattern("\\|Time left\\|1 h (10|9) min\\|");
  }

  @Test
  void thePolicyIsSaidOfTheTargetAndOfTheChange() {
    String change = propose("shop", "policy-1", "Move the shop");
    TestCaller otto = caller("otto", Role.AUDITOR);

    JsonNode asked = otto.get("/v1/changes/" + change).json().required("policy");

    assertThat(asked.toString())
        .isEqualTo("{\"apply\":\"approve 1 dba, 1 sre\",\"deploy\":\"confirm\"}");
    JsonNode targets = otto.get("/v1/targets").json().required("items");
    assertThat(targets.get(0).required("policy").toString())
        .isEqualTo(
            "{\"apply\":\"approve 2\",\"deploy\":\"approve 1\",\"rollback\":\"confirm\",\"auto\":\"deny\"}");
    FormBrowser ottos = person(otto);
    assertThat(ottos.get("/console/changes/" + change).text())
        .contains("<li>apply: approve 1 dba, 1 sre</li>", "<li>dba: 0 of 1</li>");
    assertThat(ottos.get("/console/targets").text()).contains("<li>deploy: approve 1</li>");
  }

  @Test
  void whatIsOverTimeWaitsForNobody() {
    propose("blog", "late-1", "Come too late");
    FormBrowser ada = person(caller("ada", Role.APPROVER));
    assertThat(waiting(ada)).contains("Come too late");

    clock.advance(Duration.ofHours(2));

    assertThat(waiting(person(caller("eva", Role.APPROVER)))).doesNotContain("Come too late");
  }

  @Test
  void theDeployThatThePolicyWantsApprovedApartComesUpToo() {
    String change = propose("blog", "deploy-1", "Greet the visitors");
    TestCaller ada = caller("ada", Role.APPROVER);
    decide(ada, "approve", change);
    decide(caller("bob", Role.APPROVER), "approve", change);
    FormBrowser adas = person(ada);
    assertThat(waiting(adas)).doesNotContain("Greet the visitors");
    String token =
        agent
            .post("/v1/changes/" + change + "/token", "{}")
            .json()
            .required("confirmToken")
            .asString();
    assertThat(agent.confirm("apply", "deploy-1", token).status()).isEqualTo(200);

    assertThat(waiting(adas)).contains("Greet the visitors", "asks to deploy what is applied on");
    Reply page = adas.get("/console/changes/" + change);
    Reply approved =
        adas.post(
            "/console/changes/" + change + "/approve",
            "form-token",
            FormBrowser.token(page),
            "planHash",
            ConsoleGate.planHash(agent, change));
    assertThat(approved.status()).isEqualTo(303);
    assertThat(waiting(adas)).doesNotContain("Greet the visitors");
    assertThat(agent.post("/v1/changes/" + change + "/token", "{}").status()).isEqualTo(200);
  }

  @Test
  void onlyThoseAreAskedWhoseGroupIsMissing() {
    String change = propose("shop", "groups-1", "Move the shop");
    FormBrowser sam = person(inGroup("sam", "sre"));
    FormBrowser web = person(inGroup("wanda", "web"));
    assertThat(waiting(sam)).contains("Move the shop");
    assertThat(waiting(web)).doesNotContain("Move the shop");
    assertThat(web.get("/console/changes/" + change).text())
        .contains("Your approval is not what is missing");

    decide(inGroup("sid", "sre"), "approve", change);

    assertThat(waiting(sam)).doesNotContain("Move the shop");
    assertThat(waiting(person(inGroup("dora", "dba")))).contains("Move the shop");
    // Who is of both groups is needed: then the seat of the one who came first is theirs.
    assertThat(waiting(person(inGroup("bea", "dba", "sre")))).contains("Move the shop");
  }

  private TestCaller inGroup(String name, String... groups) {
    return new TestCaller(
        gate.url(),
        TestGate.key(
            folder,
            ambient,
            new Principal(
                new PrincipalId(name),
                PrincipalKind.PERSON,
                Set.of(Role.APPROVER),
                Set.of("*"),
                Stream.of(groups).map(GroupName::new).collect(Collectors.toSet()))));
  }

  @Test
  void whatWasLetThroughWithoutApprovalsIsListedApart() {
    String broken = propose("blog", "broken-1", "Stop the leak");
    propose("blog", "usual-1", "Water the plants");
    TestCaller olga = caller("olga", Role.OPERATOR);
    decide(olga, "break-glass", broken);
    FormBrowser otto = person(caller("otto", Role.AUDITOR));

    assertThat(otto.get("/console/overview").text())
        .contains("let through without approvals", "Stop the leak", "olga", "the shop is down")
        .doesNotContain("Water the plants");
    assertThat(otto.get("/console/changes?breakGlass=true").text())
        .contains("Stop the leak", "hx-get=\"/console/changes?breakGlass=true\"")
        .doesNotContain("Water the plants");
    assertThat(otto.get("/console/changes").text()).contains("Stop the leak", "Water the plants");
    assertThat(otto.get("/console/changes/" + broken).text())
        .contains("Break-glass: ", "let its apply through without approvals");
    assertThat(waiting(person(caller("ada", Role.APPROVER))))
        .contains("Water the plants")
        .doesNotContain("Stop the leak");
  }
}
