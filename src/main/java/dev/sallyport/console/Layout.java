package dev.sallyport.console;

import static j2html.TagCreator.a;
import static j2html.TagCreator.attrs;
import static j2html.TagCreator.body;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.img;
import static j2html.TagCreator.li;
import static j2html.TagCreator.link;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.script;
import static j2html.TagCreator.span;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.title;
import static j2html.TagCreator.ul;

import dev.sallyport.console.text.Visible;
import dev.sallyport.domain.Role;
import dev.sallyport.respond.Answer;
import j2html.tags.DomContent;
import j2html.tags.specialized.BodyTag;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What is around every page: its head, the way to the other pages, who is signed in.
final class Layout {
  /// htmx adds no style to the page, evaluates nothing, runs no script that an answer brings, asks
  /// nobody else, and keeps no page in the browser's store.
  private static final String HTMX =
      """
      {"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,\
      "selfRequestsOnly":true,"historyEnabled":false,"historyCacheSize":0}""";

  private final Assets assets;

  /// The pages that the way leads to.
  enum Place {
    WAITING("Waiting for you", "/console/waiting"),
    CHANGES("Changes", "/console/changes"),
    EXECUTIONS("Executions", "/console/executions"),
    TARGETS("Targets", "/console/targets"),
    LIMITS("Limits", "/console/limits"),
    AUDIT("Audit", "/console/audit"),
    OVERVIEW("Overview", "/console/overview");

    private final String words;
    private final String address;

    Place(String words, String address) {
      this.words = words;
      this.address = address;
    }
  }

  Layout(Assets assets) {
    this.assets = assets;
  }

  Answer page(Visit visit, Place place, String title, DomContent... content) {
    return page(200, visit, place, title, content);
  }

  Answer page(int status, Visit visit, Place place, String title, DomContent... content) {
    return page(status, visit, place, title, "/console/live?since=" + visit.newest(), content);
  }

  /// @param live where the page hears that something has changed
  Answer page(
      int status, Visit visit, Place place, String title, String live, DomContent... content) {
    BodyTag body =
        body(
                a("Skip to the content").withHref("#content").withClass("skip"),
                header(
                    attrs(".top"),
                    brand(),
                    nav(ul(each(List.of(Place.values()), one -> item(one, one == place))))
                        .attr("aria-label", "Console"),
                    account(visit)),
                main(content).withId("content").withTabindex(-1),
                p().withId("live-state").withClass("live-state").attr("role", "status"))
            .withData("live", live);
    return document(status, title, body);
  }

  /// A page for somebody who is not signed in, or whom nothing else can be shown.
  Answer bare(int status, String title, DomContent... content) {
    return document(
        status,
        title,
        body(header(attrs(".top"), brand()), main(content).withId("content").withClass("bare")));
  }

  private Answer document(int status, String title, BodyTag body) {
    String page =
        "<!doctype html>\n"
            + html(
                    head(
                        meta().withCharset("utf-8"),
                        meta()
                            .withName("viewport")
                            .withContent("width=device-width, initial-scale=1"),
                        meta().withName("color-scheme").withContent("light dark"),
                        meta().withName("htmx-config").withContent(HTMX),
                        title(Visible.plain(title) + " · Sallyport"),
                        link()
                            .withRel("icon")
                            .withHref(assets.address("icon.svg"))
                            .withType("image/svg+xml"),
                        link().withRel("stylesheet").withHref(assets.address("console.css")),
                        script().withSrc(assets.address("htmx.js")).isDefer(),
                        script().withSrc(assets.address("console.js")).isDefer()),
                    body)
                .withLang("en")
                .render();
    return new Answer.Text(status, "text/html; charset=utf-8", page, Map.of());
  }

  private DomContent brand() {
    return a(
            img().withSrc(assets.address("icon.svg")).withAlt("").withWidth("22").withHeight("22"),
            span("Sallyport"))
        .withHref("/console/waiting")
        .withClass("brand");
  }

  private static DomContent item(Place place, boolean here) {
    return li(a(place.words).withHref(place.address).condAttr(here, "aria-current", "page"));
  }

  private static DomContent account(Visit visit) {
    String roles =
        visit.principal().roles().stream()
            .sorted(Comparator.naturalOrder())
            .map(Role::wire)
            .collect(Collectors.joining(", "));
    return details(
            summary(visit.principal().id().value()),
            div(
                attrs(".menu"),
                p("Signed in as " + visit.principal().id().value() + ", roles: " + roles)
                    .withClass("quiet"),
                Html.post(visit, "/console/sign-out").with(Html.submit("Sign out", "button plain")),
                Html.post(visit, "/console/sign-out-everywhere")
                    .with(Html.submit("Sign out everywhere", "button plain"))))
        .withClass("account");
  }

  /// A box that says something before the rest of the page.
  static DomContent notice(String tone, DomContent... content) {
    return div(attrs(".notice." + tone), content)
        .attr("role", tone.equals("bad") ? "alert" : "note");
  }

  static DomContent nothing(boolean when, String words) {
    return iff(when, p(words).withClass("empty"));
  }
}
