package dev.sallyport.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/// What somebody might write to have it taken for more than text.
final class Hostile {
  private Hostile() {}

  /// Markup, scripts, addresses, and what closes whatever it might stand in.
  static final List<String> PAYLOADS =
      List.of(
          "<script>window.pwned=1</script>",
          "\"><script>window.pwned=1</script>",
          "'\"><img src=x onerror=window.pwned=1>",
          "</textarea></title></style></script><svg onload=window.pwned=1>",
          "<iframe src=\"javascript:parent.pwned=1\"></iframe>",
          "<a href=\"javascript:window.pwned=1\">Approve</a>",
          "<form action=https://evil.example><button>Approve</button></form>",
          "<base href=https://evil.example/><meta http-equiv=refresh content=\"0;url=https://evil.example\">",
          "<link rel=stylesheet href=https://evil.example/x.css><style>*{display:none}</style>",
          "<div hx-get=https://evil.example hx-trigger=load data-hx-on:click=window.pwned=1>x</div>",
          "{{constructor.constructor('window.pwned=1')()}} ${window.pwned=1} <%= 1 %>",
          "&lt;script&gt;window.pwned=1&lt;/script&gt; &#x3c;b&#x3e;",
          "javascript:window.pwned=1",
          "]]><!--<script>window.pwned=1</script>-->",
          "safe\u202e\u2066 txt.exe \u2069\u2066evil\u202c",
          "zero\u200bwidth\u200d\ufeff and \u00adsoft",
          "p\u0430yp\u0430l \u0455c\u043epe",
          "\u001b[2J\u001b]8;;https://evil.example\u0007Approve\u001b]8;;\u0007 \u009b31m");

  /// All of them, in texts of a length that a reason may have, and without the controls of ASCII,
  /// with which a reason is refused.
  static List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    StringBuilder reason = new StringBuilder();
    for (String payload : PAYLOADS) {
      if (reason.length() + payload.length() >= Approving.LONGEST_REASON) {
        reasons.add(reason.toString());
        reason.setLength(0);
      }
      reason.append(payload.replaceAll("[\\x00-\\x1f]", "")).append(' ');
    }
    reasons.add(reason.toString());
    return reasons;
  }

  /// That the page is the gate's own, and what it shows of them nothing but text.
  static void isHarmlessOn(Person person, String gate) {
    Page page = person.page();
    assertThat(page.evaluate("() => window.pwned")).isNull();
    assertThat(page.url()).startsWith(gate + "/console/");
    String foreign =
        "#content script, #content iframe, #content base, #content link, #content style,"
            + " #content meta, #content [onload], #content [onerror], #content img,"
            + " #content a[href^='javascript'], #content a[href^='http'],"
            + " #content form[action^='http'], #content [hx-get^='http'], #content [style]";
    assertThat(page.locator(foreign).count()).as(page.url()).isZero();
    // Neither in what is read, nor in what is read out.
    for (String text : List.of(page.locator("#content").textContent(), page.title())) {
      assertThat(text)
          .as(page.url())
          .doesNotContain("\u202e", "\u2066", "\u200b", "\ufeff", "\u001b", "\u009b");
    }
  }
}
