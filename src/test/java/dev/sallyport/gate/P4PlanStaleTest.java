package dev.sallyport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.Role;
import dev.sallyport.fixture.SiteFiles;
import dev.sallyport.fixture.StoreFile;
import dev.sallyport.fixture.TestCaller;
import dev.sallyport.fixture.TestCaller.Reply;
import dev.sallyport.fixture.TestGate;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P4 over HTTP: what was seen is what runs, or nothing runs.
@Tag("integration")
class P4PlanStaleTest {
  @TempDir Path folder;
  @TempDir Path elsewhere;
  private TestGate gate;
  private SiteFiles site;
  private StoreFile store;
  private TestCaller agent;

  @BeforeEach
  void start() {
    gate = TestGate.start(folder);
    site = SiteFiles.of(gate);
    store = StoreFile.of(folder);
    agent = gate.caller("docs-bot", Role.REQUESTER);
    assertThat(
            agent
                .execute(TestCaller.edit("auto", "first-1", "about.html", "<p>First</p>\n"))
                .status())
        .isEqualTo(200);
  }

  @AfterEach
  void stop() {
    gate.close();
  }

  @Test
  void p4_aBranchThatSomebodyPushedToIsNotWrittenOver() {
    Reply preview = agent.preview("stale-1", "index.html", "<h1>New</h1>\n");

    site.push(elsewhere.resolve("clone"), "other.html", "<p>Other</p>\n");

    isStaleForGood("stale-1", preview);
  }

  @Test
  void p4_oneByteInTheSameFileIsEnough() {
    Reply preview = agent.preview("stale-2", "index.html", "<h1>New</h1>\n");

    site.push(elsewhere.resolve("clone"), "index.html", "<h1>old headline</h1>\n");

    isStaleForGood("stale-2", preview);
  }

  @Test
  void p4_anotherChangeInBetweenVoidsThePlan() {
    Reply preview = agent.preview("stale-3", "index.html", "<h1>New</h1>\n");

    String other = agent.token("other-3", "about.html", "<p>Second</p>\n");
    assertThat(agent.confirm("apply", "other-3", other).status()).isEqualTo(200);

    isStaleForGood("stale-3", preview);
  }

  @Test
  void p4_aRollbackIsBoundToWhatItWasPreviewedOn() {
    Reply preview = agent.previewRollback("undo-1");

    site.push(elsewhere.resolve("clone"), "other.html", "<p>Other</p>\n");

    isStaleForGood("rollback", "undo-1", preview);
  }

  @Test
  void p4_onePlannedByteChangedInTheDatabaseVoidsThePlan() {
    for (String column : new String[] {"diff", "summary", "base", "material", "stats"}) {
      String key = "edited-" + column;
      Reply preview = agent.preview(key, "index.html", "<h1>" + column + "</h1>\n");
      String before =
          store.text("SELECT " + column + " FROM plans WHERE change_id = ?", id(preview));

      assertThat(
              store.update(
                  "UPDATE plans SET " + column + " = ? WHERE change_id = ?",
                  oneByteOther(before),
                  id(preview)))
          .isEqualTo(1);

      isStaleForGood(key, preview);
    }
  }

  @Test
  void p4_anOperationTurnedRoundInTheDatabaseVoidsThePlan() {
    Reply preview = agent.preview("turned-1", "index.html", "<h1>New</h1>\n");

    store.update("UPDATE plans SET operation = 'rollback' WHERE change_id = ?", id(preview));

    isStaleForGood("turned-1", preview);
  }

  @Test
  void p4_anotherHashInTheDatabaseDoesNotFitTheToken() {
    Reply preview = agent.preview("hash-1", "index.html", "<h1>New</h1>\n");
    String head = site.head();

    store.update(
        "UPDATE plans SET hash = ? WHERE change_id = ?", "sha256:" + "0".repeat(64), id(preview));

    assertThat(agent.confirm("apply", "hash-1", token(preview)).slug())
        .isEqualTo("confirm-token-mismatch");
    assertThat(site.head()).isEqualTo(head);
  }

  /// Changes one character without leaving what the column may hold, JSON included.
  private static String oneByteOther(String text) {
    for (int i = text.length() - 1; i >= 0; i--) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '8') {
        return text.substring(0, i) + (char) (c + 1) + text.substring(i + 1);
      }
    }
    return "x" + text.substring(1);
  }

  private void isStaleForGood(String key, Reply preview) {
    isStaleForGood("apply", key, preview);
  }

  private void isStaleForGood(String action, String key, Reply preview) {
    assertThat(preview.status()).as(preview.text()).isEqualTo(200);
    String head = site.head();
    Map<String, String> published = site.published();

    Reply applied = agent.confirm(action, key, token(preview));
    Reply again = agent.confirm(action, key, token(preview));

    assertThat(applied.status()).as(applied.text()).isEqualTo(409);
    assertThat(applied.slug()).isEqualTo("plan-stale");
    assertThat(again.slug()).isEqualTo("plan-stale");
    assertThat(site.head()).isEqualTo(head);
    assertThat(site.published()).isEqualTo(published);
    assertThat(store.number("SELECT count(*) FROM executions WHERE change_id = ?", id(preview)))
        .isZero();
    assertThat(agent.get("/v1/changes/" + id(preview)).json().required("state").asString())
        .isEqualTo("stale");
    assertThat(
            store.number(
                "SELECT count(*) FROM audit_records WHERE body LIKE ? AND body LIKE ?",
                "%\"change.stale\"%",
                "%" + id(preview) + "%"))
        .isEqualTo(1);
  }

  private static String id(Reply preview) {
    return preview.result().required("changeId").asString();
  }

  private static String token(Reply preview) {
    return preview.result().required("confirmToken").asString();
  }
}
