package dev.sallyport.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A browser as far as the gate can tell: its cookies, and the fields of the forms it sends.
final class FormBrowser {
  private static final Pattern TOKEN =
      Pattern.compile("name=\"form-token\" value=\"([0-9a-f]{64})\"");

  private final TestCaller caller;
  private final String[] more;
  private String form = "";
  private String session = "";

  FormBrowser(String url, String... more) {
    this.caller = new TestCaller(url, "");
    this.more = more;
  }

  Reply get(String path) {
    return keep(
        caller.send(
            path,
            request -> {
              request.header("Cookie", cookies()).GET();
              for (int i = 0; i < more.length; i += 2) {
                request.header(more[i], more[i + 1]);
              }
              return request;
            }));
  }

  Reply post(String path, String... fields) {
    return postAs("same-origin", path, fields);
  }

  Reply postAs(String site, String path, String... fields) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      body.append(i == 0 ? "" : "&")
          .append(fields[i])
          .append('=')
          .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return keep(
        caller.send(
            path,
            request -> {
              request
                  .header("Cookie", cookies())
                  .header("Sec-Fetch-Site", site)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(body.toString()));
              for (int i = 0; i < more.length; i += 2) {
                request.header(more[i], more[i + 1]);
              }
              return request;
            }));
  }

  Reply signIn(String key) {
    String token = token(get("/console/sign-in"));
    return post("/console/sign-in", "form-token", token, "key", key, "next", "");
  }

  String session() {
    return session;
  }

  /// Goes on with a cookie of earlier.
  void takeSession(String cookie) {
    session = cookie;
  }

  boolean isIn() {
    return get("/console/waiting").status() == 200;
  }

  private Reply keep(Reply reply) {
    for (String cookie : reply.headers().allValues("Set-Cookie")) {
      String pair = cookie.split(";", 2)[0];
      if (pair.contains("sallyport-form=")) {
        form = pair;
      } else {
        session = pair;
      }
    }
    return reply;
  }

  private String cookies() {
    return form + "; " + session;
  }

  static String token(Reply page) {
    Matcher found = TOKEN.matcher(page.text());
    assertThat(found.find()).as(page.text()).isTrue();
    return found.group(1);
  }
}
