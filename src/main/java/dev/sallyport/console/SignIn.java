package dev.sallyport.console;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.button;
import static j2html.TagCreator.form;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.p;

import dev.sallyport.audit.AuditDraft;
import dev.sallyport.audit.AuditEvent;
import dev.sallyport.authenticate.ApiKey;
import dev.sallyport.authenticate.Authenticator;
import dev.sallyport.domain.Principal;
import dev.sallyport.domain.PrincipalKind;
import dev.sallyport.gate.Gate;
import dev.sallyport.gate.Incoming;
import dev.sallyport.gate.Journey;
import dev.sallyport.http.Mount;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.problem.Step;
import dev.sallyport.respond.Answer;
import dev.sallyport.store.Sessions.Lasting;
import dev.sallyport.store.Store;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Signing in with a person's API key, and out again, here or everywhere.
final class SignIn {
  static final String PATH = "/console/sign-in";

  private static final String HOME = "/console/waiting";

  /// The pages that somebody may be sent back to; no other address, least of all another site's.
  private static final Pattern NEXT = Pattern.compile("/console/[a-z]+(/[a-z0-9_]{1,64})?");

  /// How many sessions that lasted too long are forgotten at each sign-in.
  private static final int FORGOTTEN = 100;

  private final Gate gate;
  private final Authenticator authenticator;
  private final Store store;
  private final Cookies cookies;
  private final Lasting lasting;
  private final SecureRandom random;
  private final Layout layout;

  SignIn(
      Gate gate,
      Authenticator authenticator,
      Store store,
      Cookies cookies,
      Lasting lasting,
      SecureRandom random,
      Layout layout) {
    this.gate = gate;
    this.authenticator = authenticator;
    this.store = store;
    this.cookies = cookies;
    this.lasting = lasting;
    this.random = random;
    this.layout = layout;
  }

  List<Mount> mounts(Visits visits) {
    return List.of(
        visits.open(
            Mount.Method.GET,
            PATH,
            (incoming, journey) -> page(incoming, 200, next(incoming.queryParameter("next")), "")),
        // It counts for the address as every request does, so that nobody tries keys without limit.
        visits.counted(Mount.Method.POST, PATH, this::signIn),
        visits.form("/console/sign-out", this::signOut),
        visits.form("/console/sign-out-everywhere", this::signOutEverywhere));
  }

  private Answer page(Incoming incoming, int status, String next, String mistake) {
    Secret secret = cookies.form(incoming).flatMap(Secret::of).orElseGet(() -> Secret.draw(random));
    return layout
        .bare(
            status,
            "Sign in",
            h1("Sign in"),
            iff(!mistake.isEmpty(), p(mistake).withClass("notice bad").attr("role", "alert")),
            form(
                    attrs(".stack"),
                    input().withType("hidden").withName(Form.TOKEN).withValue(secret.formToken()),
                    input().withType("hidden").withName("next").withValue(next),
                    label("Your API key").withFor("key"),
                    input()
                        .withType("password")
                        .withId("key")
                        .withName("key")
                        .withPlaceholder("spk_…")
                        .attr("autocomplete", "current-password")
                        .attr("spellcheck", "false")
                        .attr("autocapitalize", "off")
                        .attr("aria-describedby", "key-help")
                        .isRequired()
                        .isAutofocus(),
                    p("The key of a person. Whoever runs the gate makes one with"
                            + " ./sallyport keys create --kind person.")
                        .withId("key-help")
                        .withClass("quiet"),
                    button("Sign in").withType("submit").withClass("button"))
                .withMethod("post")
                .withAction(PATH))
        .with("Set-Cookie", cookies.keepForm(incoming, secret.reveal()));
  }

  private Answer signIn(Incoming incoming, Journey journey) {
    return switch (Form.read(incoming)) {
      case Step.Refused<Form>(Problem problem) ->
          gate.open(incoming, journey, () -> Answer.of(problem));
      case Step.Passed<Form>(Form form) -> signIn(incoming, journey, form);
    };
  }

  private Answer signIn(Incoming incoming, Journey journey, Form form) {
    String next = next(form.field("next"));
    if (cookies.form(incoming).flatMap(Secret::of).filter(form::isFor).isEmpty()) {
      return gate.open(
          incoming,
          journey,
          () -> page(incoming, 403, next, "This page was open for too long; try once more."));
    }
    String text = form.field("key").orElse("");
    Answer answer =
        gate.visit(
            incoming,
            journey,
            true,
            () -> person(text),
            (in, on, principal) -> begin(in, on, principal, text, next));
    return answer instanceof Answer.Trouble(Problem problem, var headers)
            && (problem.type() == ProblemType.UNAUTHENTICATED
                || problem.type() == ProblemType.FORBIDDEN)
        ? page(incoming, problem.type().status(), next, problem.detail())
        : answer;
  }

  private Step<Principal> person(String key) {
    return switch (authenticator.authenticate("Bearer " + key)) {
      case Step.Refused<Principal> refused ->
          Step.refuse(
              ProblemType.UNAUTHENTICATED,
              "That is not a valid API key. Keys begin with spk_; look whether all of it is there.");
      case Step.Passed<Principal>(Principal principal) ->
          principal.kind() == PrincipalKind.PERSON
              ? Step.pass(principal)
              : Step.refuse(
                  ProblemType.FORBIDDEN,
                  "The console is for people, and this is a key of kind %s."
                      .formatted(principal.kind().wire()));
    };
  }

  private Answer begin(
      Incoming incoming, Journey journey, Principal principal, String key, String next) {
    Secret session = Secret.draw(random);
    String keyId = ApiKey.parse(key).orElseThrow().id();
    store.sessions().forget(lasting, FORGOTTEN);
    ObjectNode details = JsonNodeFactory.instance.objectNode().put("keyId", keyId);
    boolean begun =
        store
            .sessions()
            .begin(
                session.hash(),
                keyId,
                draft(AuditEvent.SESSION_STARTED, journey, principal, details));
    return begun
        ? Visits.seeOther(next).with("Set-Cookie", cookies.keepSession(incoming, session.reveal()))
        : Answer.of(
            Problem.of(ProblemType.UNAUTHENTICATED, "That key was revoked; ask for another."));
  }

  private Answer signOut(Visit visit, Form form) {
    store.sessions().end(visit.session().hash(), ended(visit, "here"));
    return away(visit);
  }

  private Answer signOutEverywhere(Visit visit, Form form) {
    store.sessions().endAll(visit.principal().id(), ended(visit, "everywhere"));
    return away(visit);
  }

  private Answer away(Visit visit) {
    return Visits.seeOther(PATH).with("Set-Cookie", cookies.dropSession(visit.incoming()));
  }

  private static AuditDraft ended(Visit visit, String where) {
    return draft(
        AuditEvent.SESSION_ENDED,
        visit.journey(),
        visit.principal(),
        JsonNodeFactory.instance.objectNode().put("where", where));
  }

  private static AuditDraft draft(
      AuditEvent event, Journey journey, Principal principal, ObjectNode details) {
    return new AuditDraft(event, journey.traceId(), principal.id(), null, null, null, details);
  }

  static String next(Optional<String> asked) {
    return asked.filter(next -> NEXT.matcher(next).matches()).orElse(HOME);
  }
}
