package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.code;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;

import dev.sallyport.domain.Principal;
import dev.sallyport.gate.Gate;
import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Journey;
import dev.sallyport.http.Mount;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Sessions;
import dev.sallyport.store.Sessions.Lasting;
import dev.sallyport.store.Sessions.Session;
import dev.sallyport.store.Store;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The way of a page's request: the gate's own first steps with the session in the key's place,
/// then, of a form, whether it is this session's, and then the page.
final class Visits {
  /// A session is marked as used at most this often, and always within a part of its idle time.
  private static final Duration SEEN_EVERY = Duration.ofMinutes(1);

  private static final int SEEN_PARTS = 10;

  private final Gate gate;
  private final Store store;
  private final News news;
  private final Cookies cookies;
  private final Lasting lasting;
  private final Layout layout;

  /// Shows a page.
  @FunctionalInterface
  interface Page {
    Answer show(Visit visit);
  }

  /// Does what a form asks for.
  @FunctionalInterface
  interface Deed {
    Answer act(Visit visit, Form form);
  }

  Visits(Gate gate, Store store, News news, Cookies cookies, Lasting lasting, Layout layout) {
    this.gate = gate;
    this.store = store;
    this.news = news;
    this.cookies = cookies;
    this.lasting = lasting;
    this.layout = layout;
  }

  Mount page(String path, Page page) {
    return new Mount(
        Mount.Method.GET,
        path,
        Console.NAME,
        (incoming, journey) -> visit(incoming, journey, page));
  }

  Mount form(String path, Deed deed) {
    return new Mount(
        Mount.Method.POST,
        path,
        Console.NAME,
        (incoming, journey) -> visit(incoming, journey, visit -> act(visit, deed)));
  }

  /// What asks nobody who they are.
  Mount open(Mount.Method method, String path, Mount.Work work) {
    return new Mount(
        method,
        path,
        Console.NAME,
        (incoming, journey) ->
            dressed(
                incoming,
                journey,
                gate.open(incoming, journey, () -> work.answer(incoming, journey))));
  }

  /// What takes the gate's first steps by itself.
  Mount counted(Mount.Method method, String path, Mount.Work work) {
    return new Mount(
        method,
        path,
        Console.NAME,
        (incoming, journey) -> dressed(incoming, journey, work.answer(incoming, journey)));
  }

  /// Whether the session of a visit still stands.
  boolean stands(Visit visit) {
    return store.sessions().find(visit.session().hash(), lasting).isPresent();
  }

  private Answer visit(Incoming incoming, Journey journey, Page page) {
    Optional<Secret> secret = cookies.session(incoming).flatMap(Secret::of);
    Answer answer =
        gate.visit(
            incoming,
            journey,
            secret.isPresent(),
            () -> identify(incoming, secret),
            (in, on, principal) ->
                page.show(
                    new Visit(
                        in,
                        on,
                        principal,
                        secret.orElseThrow(),
                        store.clock().instant(),
                        news.now())));
    return dressed(incoming, journey, answer);
  }

  private Step<Principal> identify(Incoming incoming, Optional<Secret> secret) {
    Sessions sessions = store.sessions();
    return secret
        .flatMap(id -> sessions.find(id.hash(), lasting))
        .map(
            session -> {
              if (!Visit.isOfThePageItself(incoming) && isDue(session)) {
                sessions.seen(session.idHash());
              }
              return Step.pass(session.principal());
            })
        .orElseGet(() -> Step.refuse(ProblemType.UNAUTHENTICATED, "Sign in first."));
  }

  private boolean isDue(Session session) {
    Duration unmarked = Duration.between(session.seen(), store.clock().instant());
    return unmarked.compareTo(SEEN_EVERY) >= 0
        || unmarked.compareTo(lasting.idle().dividedBy(SEEN_PARTS)) >= 0;
  }

  private static Answer act(Visit visit, Deed deed) {
    return switch (Form.read(visit.incoming())) {
      case Step.Refused<Form>(Problem problem) -> Answer.of(problem);
      case Step.Passed<Form>(Form form) ->
          form.isFor(visit.session()) ? deed.act(visit, form) : Answer.of(Form.FOREIGN);
    };
  }

  /// The answer as a browser is to get it: what is refused is a page too.
  private Answer dressed(Incoming incoming, Journey journey, Answer answer) {
    return Headers.on(
        switch (answer) {
          case Answer.Trouble(Problem problem, var headers)
              when problem.type() == ProblemType.UNAUTHENTICATED ->
              toSignIn(incoming);
          case Answer.Trouble(Problem problem, var headers) -> trouble(problem, journey);
          case Answer.Body body ->
              trouble(Problem.of(ProblemType.INTERNAL, "This is no page."), journey);
          case Answer.Text text -> text;
          case Answer.Stream stream -> stream;
        });
  }

  private Answer toSignIn(Incoming incoming) {
    boolean known = cookies.session(incoming).isPresent();
    if (!known && "cross-site".equals(incoming.header("Sec-Fetch-Site"))) {
      return onceMore(incoming);
    }
    String next =
        incoming.method().equals("GET")
            ? "?next=" + URLEncoder.encode(incoming.path(), StandardCharsets.UTF_8)
            : "";
    return Visit.isOfThePageItself(incoming)
        ? new Answer.Text(
            401, "text/plain; charset=utf-8", "", Map.of("HX-Redirect", SignIn.PATH + next))
        : known
            ? seeOther(SignIn.PATH + next).with("Set-Cookie", cookies.dropSession(incoming))
            : seeOther(SignIn.PATH + next);
  }

  /// Somebody has followed a link from another site, say a chat, and to that the browser adds no
  /// cookie. Asked again by a page of ours, it does.
  private Answer onceMore(Incoming incoming) {
    String address = SignIn.next(Optional.of(incoming.path()));
    return layout.bare(
        200,
        "One moment",
        meta().attr("http-equiv", "refresh").withContent("0; url=" + address),
        p(a("Go on to the page").withHref(address)));
  }

  private Answer trouble(Problem problem, Journey journey) {
    Answer page =
        layout.bare(
            problem.type().status(),
            problem.type().title(),
            h1(problem.type().title()),
            p(problem.detail()),
            p(a("Back to what is waiting for you").withHref("/console/waiting")),
            p().withClass("quiet").withText("Trace ").with(code(journey.traceId())));
    Duration retry = problem.retryAfter();
    return retry == null
        ? page
        : page.with("Retry-After", Long.toString(Math.max(1, retry.toSeconds())));
  }

  /// Sends the browser on to another page.
  static Answer seeOther(String address) {
    return new Answer.Text(303, "text/plain; charset=utf-8", "", Map.of("Location", address));
  }
}
