package dev.sallyport.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("tokens")
class RedactorTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private final Redactor redactor = new Redactor();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "passwd",
        "pwd",
        "PASSWORD",
        "db_password",
        "spring.datasource.password",
        "userPassword",
        "passwordHash",
        "secret",
        "client_secret",
        "clientSecret",
        "aws_secret_access_key",
        "token",
        "confirmToken",
        "access-token",
        "refresh_token",
        "id_token",
        "idtoken",
        "tokens",
        "apiKey",
        "api_key",
        "api-key",
        "APIKey",
        "X-Api-Key",
        "privateKey",
        "private_key",
        "accessKey",
        "accessKeyId",
        "signingKey",
        "SIGNING_KEY",
        "SALLYPORT_KEY",
        "authorization",
        "Proxy-Authorization",
        "auth",
        "cookie",
        "Set-Cookie",
        "session",
        "sessionId",
        "JSESSIONID",
        "credential",
        "credentials",
        "creditCard",
        "credit_card_number",
        "cardNumber",
        "cvv",
        "cvc",
        "ssn",
        "pin",
        "passphrase",
        "jwt",
        "bearer",
        "bearerToken",
        "x-amz-signature",
        "sig",
        "otp",
        "csrf",
        "AccountKey",
        "sharedAccessKey",
        "pass",
        "psk",
        "dbPass",
        "key",
        "KEY",
        "customerKey",
        "customer_key",
        "customer-key",
        "credit-card",
        "CREDIT_CARD",
        "creditcard",
        "user.ssn",
        "SSN",
        "socialSecurityNumber",
        "social_security_number",
        "session_id",
        "session-id",
        "sessionToken",
        "SESSION_COOKIE",
        "apikey",
        "api.key",
        "apiKeys",
        "openaiApiKey",
        "X-API-KEY"
      })
  void a_value_under_a_secret_name_is_secret(String name) {
    assertThat(redactor.isSecretName(name)).as(name).isTrue();
    assertThat(redactor.json(JSON.createObjectNode().put(name, "harmless words")).toString())
        .doesNotContain("harmless");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "idempotencyKey",
        "idempotency_key",
        "Idempotency-Key",
        "idempotency.key",
        "planHash",
        "plan_hash",
        "PLAN-HASH",
        "keys",
        "publicKey",
        "primary_key",
        "keyId",
        "kid",
        "tokenCount",
        "token_count",
        "tokens_minted",
        "token.refused",
        "tokenizer",
        "sessionTimeoutSeconds",
        "passed",
        "bypass",
        "author",
        "authenticate_us",
        "auth.type",
        "secretary_name",
        "pinned",
        "spinner",
        "signed",
        "signatureAlgorithm",
        "passwordFile",
        "cardinality",
        "compass",
        "monkey",
        "changeId",
        "executionId",
        "principal",
        "fingerprint",
        "session_count",
        ""
      })
  void a_value_under_another_name_is_not(String name) {
    assertThat(redactor.isSecretName(name)).as(name).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the plan is stale: 3 files changed",
        "Basic authentication is refused, use a bearer of good news instead",
        "Bearer authentication failed",
        "GET http://127.0.0.1:7410/v1/changes?after=chg_01hf&limit=20",
        "idempotencyKey=headline-20261123-01 planHash=sha256:9f86d081884c7d659a2feaa0c55ad015",
        "postgresql://user@host/db and http://host:8080/users/me@example.com",
        "tokens: 5, tokenCount=12",
        "{\"idempotencyKey\":\"abc\"}",
        "the idempotency key: headline-1 and its Idempotency-Key: headline-1",
        "task-management-of-very-long-hyphenated-words risk-assessment-of-everything",
        "dev.sallyport.store.sqlite.SqliteStore at line 12 -- done -> next",
        "password: null, token=true",
        "100% of 5 %d \\d \\u12",
        "index.html | 2 +- src/main/java/dev/sallyport/Gate.java"
      })
  void plain_prose_survives(String text) {
    assertThat(redactor.text(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          password=hunter2 for alice                          | password=*** for alice
          password: "two words" and more                      | password: *** and more
          {"password":"a \\" quote","x":1}                    | {"password":***,"x":1}
          {\\"apiKey\\": \\"abc\\", \\"x\\": 1}               | {\\"apiKey\\": ***, \\"x\\": 1}
          {user=al, password=p,w, x=1}                        | {user=al, password=***, x=1}
          GET /cb?code=1&access_token=abc%20def&state=2       | GET /cb?code=1&access_token=***&state=2
          Cookie: a=b; c=d                                    | Cookie: ***
          Authorization: Custom one two                       | Authorization: ***
          run --token abc --verbose                           | run --token *** --verbose
          run --api-key=abc x                                 | run --api-key=*** x
          <password>two words</password>                      | <password>***</password>
          api key: abcdef                                     | api key: ***
          key=abcdef and idempotencyKey=k-1                   | key=*** and idempotencyKey=k-1
          the key: abcdef                                     | the key: ***
          Server=db;Password=s3;c;Database=x                  | Server=db;Password=***;Database=x
          AccountName=x;AccountKey=abc==;EndpointSuffix=y     | AccountName=x;AccountKey=***;EndpointSuffix=y
          https://bob:pa:ss@w0rd@host/x                       | https://bob:***@host/x
          jdbc:postgresql:\\/\\/u:secret1@h/db                | jdbc:postgresql:\\/\\/u:***@h/db
          token: Bearer abc                                   | token: ***
          credentials={user=x, name={y}} done                 | credentials=*** done
          header is Bearer abc.def-123                        | header is Bearer ***
          header is basic%20dXNlcjpwYXNz                      | header is basic%20***
          password%3Dhunter2%26x and                          | password=*** and
          spt%5Fabcdef.ghi                                    | spt_***
          {\\u0022token\\u0022:\\u0022abc\\u0022}             | {"token":***}
          """)
  void masks_what_stands_under_a_secret_name_in_a_text(String text, String masked) {
    assertThat(redactor.text(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spt_eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJ4In0.abc-DEF_123",
        "spk_k1_abcdefghijklmnop",
        "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJ4In0.c2lnbmF0dXJl",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "github_pat_11ABCDEFG0abcdefghijkl_mnop",
        "glpat-abcdefghijklmnopqrst",
        "xoxb-123456789012-abcdefghijkl",
        "sk_live_abcdefghijklmnop",
        "AKIAIOSFODNN7EXAMPLE",
        "AIzaSyA-abcdefghijklmnopqrstuvwxyz01234",
        "ya29.a0AfH6SMBx-abcdefghij",
        "SG.abcdefghijklmnopqrst.uvwxyzabcdefghij",
        "hvs.abcdefghijklmnopqrstuvwx",
        "abc8Q~abcdefghijklmnopqrstuvwxyz0123456",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\\nMIIEowIBAAKCAQEA and never an end"
      })
  void masks_what_looks_like_a_secret(String secret) {
    String tail = secret.substring(Math.max(secret.length() / 2, secret.length() - 12));
    for (String around :
        new String[] {"%s", "x %s y", "(%s)", "\"%s\",", "a=%s;b", "/%s/", "%s%s"}) {
      assertThat(redactor.text(around.replace("%s", secret))).as(around).doesNotContain(tail);
    }
    JsonNode tree = JSON.createObjectNode().set("a", JSON.createArrayNode().add("x " + secret));
    assertThat(redactor.json(tree).toString()).doesNotContain(tail);
    JsonNode named = JSON.createObjectNode().put("x" + secret, 1);
    assertThat(redactor.json(named).toString()).doesNotContain(tail);
  }

  @Test
  void finds_a_token_that_was_wrapped() {
    String token = "spt_eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJ4In0.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw";
    for (String end : new String[] {"\n", "\r\n", "\\n", "\n    "}) {
      String wrapped =
          token.substring(0, 32) + end + token.substring(32, 56) + end + token.substring(56);

      assertThat(redactor.text("it says " + wrapped + " at the end"))
          .isEqualTo("it says spt_*** at the end");
    }
  }

  @Test
  void masks_the_value_of_a_flag_and_of_a_named_pair_in_data() {
    var tree =
        JSON.readTree(
            """
            {"args": ["run", "--password", "hunter2", "--name", "x"],
             "env": [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "HOME", "value": "/x"}],
             "tags": [{"key": "team", "value": "web"}, {"key": "hunter2"}],
             "tokens": 5, "token": null, "secret": {"a": "hunter2"}, "pin": 1234, "password": true}
            """);

    assertThat(redactor.json(tree))
        .isEqualTo(
            JSON.readTree(
                """
                {"args": ["run", "--password", "***", "--name", "x"],
                 "env": [{"name": "DB_PASSWORD", "value": "***"}, {"name": "HOME", "value": "/x"}],
                 "tags": [{"key": "team", "value": "web"}, {"key": "***"}],
                 "tokens": 5, "token": null, "secret": "***", "pin": "***", "password": true}
                """));
  }

  @Test
  void a_key_that_arrives_line_by_line_is_masked_until_it_ends() {
    var lines = new RedactedLines(redactor);

    assertThat(
            """
            before
            -----BEGIN PRIVATE KEY-----
            MIIEvQIBADANBgkqhkiG9w0BAQEFAASC
            -----END PRIVATE KEY-----
            after password=hunter2
            -----BEGIN A----- x -----END A----- y
            last"""
                .lines()
                .map(lines::next))
        .containsExactly("before", "***", "***", "***", "after password=***", "*** y", "last");
  }

  @Test
  void p10_a_block_that_lost_its_end_hides_no_more_than_so_many_lines() {
    var lines = new RedactedLines(redactor);
    lines.next("-----BEGIN PRIVATE KEY-----");
    for (int i = 0; i < RedactedLines.LONGEST_BLOCK; i++) {
      assertThat(lines.next("line " + i)).isEqualTo("***");
    }

    assertThat(lines.next("and on")).isEqualTo("and on");
  }

  @Test
  void cuts_long_texts_and_says_so() {
    String text = redactor.text("x".repeat(20_000));

    assertThat(text).isEqualTo("x".repeat(Redactor.MAX_TEXT) + "… (cut, 20000 characters)");
  }

  @Test
  void a_cut_never_leaves_the_first_half_of_a_secret() {
    String url = "https://bob:hunter2hunter2@host/";
    for (int before = 60; before <= 100; before++) {
      assertThat(redactor.text("y".repeat(before) + url + "z".repeat(100), 100))
          .doesNotContain("hunter");
    }
  }

  @Test
  void data_of_any_depth_and_size_is_bounded() {
    JsonNode deep = JSON.createObjectNode().put("password", "hunter2");
    for (int i = 0; i < 1_000; i++) {
      deep = JSON.createObjectNode().set("a", deep);
    }
    var wide = JSON.createArrayNode();
    for (int i = 0; i < 100_000; i++) {
      wide.add(i);
    }

    assertThat(redactor.json(deep).toString()).hasSizeLessThan(1_000);
    assertThat(redactor.json(wide)).hasSize(JsonRedaction.MAX_MEMBERS + 1);
  }

  @Test
  void the_end_of_a_long_name_counts() {
    assertThat(redactor.isSecretName("a.long.path.".repeat(20) + "password")).isTrue();
    assertThat(redactor.isSecretName("password.".repeat(20) + "count")).isFalse();
  }

  @Test
  void a_plan_shows_the_keys_that_open_nothing_and_hides_the_others() {
    Redactor ofTargets = Redactor.ofTargets();

    assertThat(ofTargets.text("+ key = site/index.html, tolerations: key: node-role"))
        .isEqualTo("+ key = site/index.html, tolerations: key: node-role");
    assertThat(ofTargets.text("+ api_key = abc, accessKey: def, password=ghi"))
        .isEqualTo("+ api_key = ***, accessKey: ***, password=***");
  }

  @Test
  void names_can_be_added() {
    var more = new Redactor(Set.of("house_number"));

    assertThat(more.text("houseNumber=12 x")).isEqualTo("houseNumber=*** x");
    assertThat(redactor.isSecretName("houseNumber")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=",
        "a=",
        "\"",
        "\\",
        "eyJ.",
        "://:",
        "Bearer ",
        "-----BEGIN A-----",
        "%",
        "\n",
        "<token>",
        "--token ",
        "spt_",
        "AAAA",
        "{[",
        "api key: ",
        "a@:b",
        "xx.yy.",
        "%5F\\u00",
        "ghp_a=&;,",
        "credentials={",
        "aaaaaaaaaaaaaaaaaaaa\n"
      })
  @Timeout(120)
  void no_text_is_expensive(String piece) {
    String text = piece.repeat(1_048_576 / piece.length());

    assertThat(redactor.text(text)).hasSizeLessThan(2 * Redactor.MAX_TEXT);
    assertThat(redactor.text(text, text.length())).isNotNull();
  }
}
