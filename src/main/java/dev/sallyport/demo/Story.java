package dev.sallyport.demo;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.Reply;
import dev.sallyport.client.UnreachableException;
import dev.sallyport.target.site.Commits;
import dev.sallyport.target.site.Commits.Made;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The life of two changes on a site, step by step. Each step asks the gate over HTTP, and then
/// looks at the branch and at the published page itself, rather than believing the answer.
final class Story {
  private static final String BRANCH = "main";
  private static final int MOST_COMMITS = 1_000_000;
  private static final String FIRST_KEY = "welcome-1";
  private static final String SECOND_KEY = "welcome-2";
  private static final String UNDO_KEY = "undo-1";

  private final Screen screen;
  private final DemoFolder folder;
  private final GateClient agent;
  private final GateClient other;
  private final Onlooker onlooker;

  /// Is told which step comes next, before anything of it is done.
  @FunctionalInterface
  interface Onlooker {
    void before(String step) throws IOException;
  }

  /// @param agent whose changes these are
  /// @param other another principal, who gets hold of the agent's token
  Story(Screen screen, DemoFolder folder, GateClient agent, GateClient other, Onlooker onlooker) {
    this.screen = screen;
    this.folder = folder;
    this.agent = agent;
    this.other = other;
    this.onlooker = onlooker;
  }

  /// A previewed change that waits for its confirmation.
  private record Previewed(String key, String token) {
    @Override
    public String toString() {
      return "Previewed[key=" + key + ", token=redacted]";
    }
  }

  /// Plays all of it.
  void play() throws BrokenPromiseException, UnreachableException, IOException {
    Page page = publishFirst();
    try (Reader reader = Reader.start(folder.published())) {
      Pages pages = new Pages(page, reader, screen);
      pages.show("the page as it was imported", pages.original());
      Previewed first = preview(pages, FIRST_KEY, Pages.FIRST_GREETING);
      apply(first, pages);
      deploy(first, pages);
      replay(first);
      race(pages);
      rollBack(pages);
    }
  }

  private Page publishFirst() throws BrokenPromiseException, UnreachableException, IOException {
    step("The site as it is, published", "publish");
    Page.Found found = Page.find(agent);
    Page page = found.page().orElse(new Page(Page.FIRST_PATH, Page.FIRST_TEXT));
    boolean empty = found.page().isEmpty();
    String path = empty ? page.path() : found.unused();
    screen.note(
        "%s; %s"
            .formatted(
                Words.counted(found.files(), "file"),
                empty
                    ? "none of them a page to change, so a first page is made"
                    : "a harmless new file goes straight through, since the policy lets auto do it"));
    Reply reply =
        ask(
            Requests.edit(
                "auto",
                "first-1",
                empty ? "Make a first page" : "Say how this site is published",
                path,
                empty
                    ? page.content()
                    : "This copy of the site is published through Sallyport.\n"));
    came(reply);
    screen.promise(
        reply.isOk() && Answers.state(reply).equals("deployed"),
        "planned, applied and deployed in one call, assessed as low risk",
        Answers.shown(reply));
    return page;
  }

  private Previewed preview(Pages pages, String key, String greeting)
      throws BrokenPromiseException, UnreachableException, IOException {
    step(
        "A change is previewed: exactly what would happen, and a token for exactly that",
        "preview");
    String head = head();
    Previewed previewed =
        previewed(
            Requests.edit("preview", key, "Greet the visitors", pages.path(), pages.with(greeting)),
            key);
    screen.promise(head.equals(head()), "the branch has not moved", "it moved to " + head());
    pages.show("the old page", pages.original());
    return previewed;
  }

  private Previewed previewed(ObjectNode request, String key)
      throws BrokenPromiseException, UnreachableException {
    Reply reply = ask(request);
    came(reply);
    JsonNode result = reply.result();
    screen.diff(result.path("plan").path("diff").asString(""));
    screen.came(
        "safety %s, %s; a confirm token, good until %s"
            .formatted(
                result.path("safety").path("assessed").asString("?"),
                result.path("safety").path("reversibility").asString("?"),
                result.path("confirmBy").asString("?")));
    String token = result.path("confirmToken").asString("");
    screen.promise(
        reply.isOk() && token.startsWith("spt_"),
        "the answer has the plan, its diff and a confirm token",
        Answers.shown(reply));
    return new Previewed(key, token);
  }

  private void apply(Previewed change, Pages pages)
      throws BrokenPromiseException, UnreachableException, IOException {
    step("Confirmed: the plan is applied", "apply");
    int before = commits().size();
    Reply reply = ask(Requests.confirm("apply", change.key(), change.token()));
    came(reply);
    screen.promise(
        reply.isOk() && Answers.output(reply, "commit").equals(head()),
        "the branch is at the very commit that was previewed",
        Answers.shown(reply));
    screen.promise(
        commits().size() == before + 1, "one commit more, no other", commits().size() + " commits");
    pages.show("the old page: applied is not yet deployed", pages.original());
  }

  private void deploy(Previewed change, Pages pages)
      throws BrokenPromiseException, UnreachableException, IOException {
    step("Deployed, with the same token once more", "deploy");
    Reply reply = ask(Requests.confirm("deploy", change.key(), change.token()));
    came(reply);
    screen.promise(
        reply.isOk() && Answers.state(reply).equals("deployed"),
        "the change is deployed",
        Answers.shown(reply));
    pages.show("the new page", pages.with(Pages.FIRST_GREETING));
  }

  private void replay(Previewed change)
      throws BrokenPromiseException, UnreachableException, IOException {
    step("The token is tried again, in three ways", "replay");
    String head = head();
    refused("under another idempotency key", agent, "welcome-1b", change);
    refused("by somebody else who got hold of it", other, change.key(), change);
    Reply again = ask(Requests.confirm("apply", change.key(), change.token()));
    came(again);
    screen.promise(
        again.isOk() && again.replayed(),
        "the same request again: the first answer, from the record, nothing run",
        Answers.shown(again));
    screen.promise(head.equals(head()), "the branch has not moved", "it moved to " + head());
  }

  private void refused(String how, GateClient caller, String key, Previewed change)
      throws BrokenPromiseException, UnreachableException {
    ObjectNode request = Requests.confirm("apply", key, change.token());
    screen.asked(Requests.shown(request));
    Reply reply = caller.execute(request);
    came(reply);
    screen.promise(
        reply.slug().equals("confirm-token-mismatch"), how + ": refused", Answers.shown(reply));
  }

  private void race(Pages pages) throws BrokenPromiseException, UnreachableException, IOException {
    step("%d callers race for one token".formatted(Race.CALLERS), "race");
    Reply previewed =
        ask(
            Requests.edit(
                "preview",
                SECOND_KEY,
                "Greet the visitors who come back",
                pages.path(),
                pages.with(Pages.SECOND_GREETING)));
    came(previewed);
    String token = previewed.result().path("confirmToken").asString("");
    int before = commits().size();
    ObjectNode request = Requests.confirm("apply", SECOND_KEY, token);
    screen.asked("%d times at once: %s".formatted(Race.CALLERS, Requests.shown(request)));
    Race race = Race.run(agent, request);
    screen.came(race.tally());
    List<Made> after = commits();
    screen.promise(race.winners() == 1, "one winner", race.winners() + " winners");
    screen.promise(
        after.size() == before + 1
            && race.executions().size() == 1
            && after
                .getFirst()
                .execution()
                .filter(id -> id.value().equals(race.executions().getFirst()))
                .isPresent(),
        "counted on the branch: one commit more, and it carries the winner's execution",
        "%d commits more, executions %s".formatted(after.size() - before, race.executions()));
    screen.promise(
        race.everyoneWasTold(),
        "everybody else was told so, and nobody got an error",
        race.tally());
    Reply deployed = ask(Requests.confirm("deploy", SECOND_KEY, token));
    came(deployed);
    pages.show("the race's page", pages.with(Pages.SECOND_GREETING));
  }

  private void rollBack(Pages pages)
      throws BrokenPromiseException, UnreachableException, IOException {
    step("Rolled back: previewed and confirmed like any change", "rollback");
    Previewed undo = previewed(Requests.undo(UNDO_KEY, "Take the last greeting back"), UNDO_KEY);
    Reply reply = ask(Requests.confirm("rollback", UNDO_KEY, undo.token()));
    came(reply);
    screen.promise(
        reply.isOk() && Answers.state(reply).equals("rolled_back"),
        "the change is undone",
        Answers.shown(reply));
    pages.show("the page of before the race", pages.with(Pages.FIRST_GREETING));
  }

  private void step(String headline, String name) throws IOException {
    onlooker.before(name);
    screen.step(headline);
  }

  private Reply ask(ObjectNode request) throws UnreachableException {
    screen.asked(Requests.shown(request));
    return agent.execute(request);
  }

  private void came(Reply reply) {
    screen.came(Answers.shown(reply));
  }

  private List<Made> commits() throws IOException {
    return Commits.newestFirst(folder.repository(), BRANCH, MOST_COMMITS);
  }

  private String head() throws IOException {
    List<Made> newest = Commits.newestFirst(folder.repository(), BRANCH, 1);
    return newest.isEmpty() ? "no commit" : newest.getFirst().id();
  }
}
