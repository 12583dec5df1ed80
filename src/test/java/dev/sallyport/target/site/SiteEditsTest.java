package dev.sallyport.target.site;

import static dev.sallyport.target.site.Sites.delete;
import static dev.sallyport.target.site.Sites.edits;
import static dev.sallyport.target.site.Sites.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.domain.SafetyLevel;
import dev.sallyport.problem.FieldError;
import dev.sallyport.target.Effect;
import dev.sallyport.target.Planning;
import dev.sallyport.target.site.Sites.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

@Tag("validation")
class SiteEditsTest {
  @TempDir Path folder;
  private Sites site;

  @BeforeEach
  void open() throws IOException {
    Path pages = Sites.pages(folder);
    site = Sites.with(folder, config -> Sites.with(config, pages, "main", List.of("admin/**"), 5));
  }

  @AfterEach
  void close() {
    site.close();
  }

  private void refused(String code, String pointer, ObjectNode parameters) {
    String before = site.git("count-objects", "-v");

    Planning.Refused refused = site.refused(parameters);

    assertThat(refused.errors())
        .extracting(FieldError::code, FieldError::pointer)
        .contains(org.assertj.core.groups.Tuple.tuple(code, pointer));
    assertThat(refused.detail()).isNotBlank().doesNotContain(folder.toString());
    assertThat(site.git("count-objects", "-v")).isEqualTo(before);
  }

  @Test
  void a_bad_path_is_refused_where_it_stands() {
    refused("path", "/parameters/edits/1/path", edits(put("a", "x"), put("../b", "y")));
  }

  @Test
  void every_bad_edit_is_told() {
    Planning.Refused refused =
        site.refused(edits(put("/a", "x"), put(".git/b", "y"), put("c", "")));

    assertThat(refused.errors())
        .extracting(FieldError::pointer)
        .containsExactly("/parameters/edits/0/path", "/parameters/edits/1/path");
    assertThat(refused.detail()).contains("1 more");
  }

  @Test
  void a_protected_path_is_refused_for_writing_and_deleting() {
    refused("protected-path", "/parameters/edits/0/path", edits(put("admin/x", "x")));
    refused("protected-path", "/parameters/edits/0/path", edits(put("Admin/x", "x")));
    refused("protected-path", "/parameters/edits/0/path", edits(delete("admin/secret.html")));
  }

  @Test
  void one_path_twice_is_refused() {
    refused("duplicate-path", "/parameters/edits/1/path", edits(put("a", "1"), put("a", "2")));
    refused(
        "duplicate-path",
        "/parameters/edits/1/path",
        edits(delete("index.html"), put("index.html", "2")));
  }

  @Test
  void deleting_what_is_not_there_is_refused() {
    refused("file-not-found", "/parameters/edits/0/path", edits(delete("nowhere.html")));
    refused("file-not-found", "/parameters/edits/0/path", edits(delete("css")));
  }

  @Test
  void a_file_in_a_file_and_a_file_over_a_folder_are_refused() {
    refused("file-and-folder", "/parameters/edits/0/path", edits(put("index.html/x", "1")));
    refused("file-and-folder", "/parameters/edits/0/path", edits(put("css", "1")));
    refused("file-and-folder", "/parameters/edits/0/path", edits(put("n", "1"), put("n/m", "2")));
  }

  @Test
  void a_file_may_take_the_place_of_a_folder_that_goes_and_the_other_way_round() {
    site.planned(edits(delete("css/site.css"), put("css", "now a file")));
    site.planned(edits(delete("index.html"), put("index.html/x", "now a folder")));
  }

  @Test
  void an_edit_that_changes_nothing_is_refused() throws IOException {
    String same = Files.readString(folder.resolve("pages/index.html"));

    refused("no-change", "/parameters", edits(put("index.html", same)));
  }

  @Test
  void what_is_no_edit_is_refused() {
    ObjectNode both = edits(put("a", "x")).put("patch", "x");
    refused("one-of", "/parameters", both);
    refused("one-of", "/parameters", Sites.JSON.createObjectNode());
    refused("one-of", "/parameters/edits/0", edits(put("a", "x").put("delete", true)));
    refused("one-of", "/parameters/edits/0", edits(Sites.JSON.createObjectNode().put("path", "a")));
    refused("path", "/parameters/edits/0/path", edits(Sites.JSON.createObjectNode()));
    refused("edits-limit", "/parameters/edits", edits());
  }

  @Test
  void content_that_is_not_text_or_not_base64_is_refused() {
    refused("encoding", "/parameters/edits/0/content", edits(put("a", "x\ud800y")));
    ObjectNode edit = Sites.JSON.createObjectNode().put("path", "a").put("contentBase64", "a*b");
    refused("encoding", "/parameters/edits/0/contentBase64", edits(edit));
  }

  @Test
  void no_edit_goes_over_or_through_a_symbolic_link() throws IOException {
    Path others = Git.cloneOf(site.config.repository(), folder.resolve("others"));
    Files.createSymbolicLink(others.resolve("link"), Path.of("css"));
    Git.commitAndPush(others, "Add a link");

    refused("file-and-folder", "/parameters/edits/0/path", edits(put("link/site.css", "x")));
    refused("not-a-file", "/parameters/edits/0/path", edits(put("link", "x")));
    site.planned(edits(delete("link")));
  }

  @Test
  void too_many_edits_too_large_a_file_and_too_large_a_diff_are_refused_by_the_limits_name() {
    try (Sites tight =
        Sites.with(
            folder.resolve("tight"),
            config ->
                new SiteConfig(
                    config.name(),
                    config.repository(),
                    null,
                    config.publish(),
                    "main",
                    List.of(),
                    5,
                    new SiteLimits(2, 100, 100, 120, 100, 10, 10, 10, 10)))) {
      assertThat(tight.refused(edits(put("a", "1"), put("b", "2"), put("c", "3"))).detail())
          .contains("limit edits");
      assertThat(tight.refused(edits(put("a", "x".repeat(101)))).detail()).contains("fileBytes");
      assertThat(tight.refused(Sites.patch("x".repeat(101))).detail()).contains("patchBytes");
      assertThat(tight.refused(edits(put("a", "x\n".repeat(50)))).detail()).contains("diffBytes");
    }
  }

  @Test
  void the_executable_bit_stays_where_nothing_is_said_of_it() {
    site.published(edits(put("run.sh", "one\n").put("executable", true)));
    Planned changed = site.planned(edits(put("run.sh", "two\n")));
    Planned plain = site.planned(edits(put("run.sh", "two\n").put("executable", false)));

    assertThat(site.git("ls-tree", changed.commit(), "run.sh")).startsWith("100755");
    assertThat(site.git("ls-tree", plain.commit(), "run.sh")).startsWith("100644");
  }

  @Test
  void a_plan_that_is_not_kept_leaves_nothing_behind() {
    String before = site.git("count-objects", "-v");
    ObjectNode many =
        edits(
            IntStream.range(0, 200)
                .mapToObj(number -> put("n" + number, "x" + number))
                .toArray(ObjectNode[]::new));

    Planning planning =
        site.target.plan(site.proposal(dev.sallyport.domain.Operation.CHANGE, "Look", many, false));

    assertThat(planning).isInstanceOf(Planning.Planned.class);
    assertThat(site.git("count-objects", "-v")).isEqualTo(before);
    assertThat(site.git("for-each-ref", "refs/sallyport")).isEmpty();
  }

  @Test
  void a_kept_plan_outlives_a_garbage_collection() {
    Planned planned = site.planned(edits(put("index.html", "new\n")));

    site.git("gc", "-q", "--prune=now");

    assertThat(site.apply(planned)).isInstanceOf(Effect.Done.class);
    assertThat(site.deploy(planned)).isInstanceOf(Effect.Done.class);
    assertThat(site.git("for-each-ref", "refs/sallyport")).isEmpty();
  }

  @Test
  void plans_nobody_can_confirm_any_more_are_let_go() {
    site.planned(edits(put("index.html", "old plan\n")));
    site.now.updateAndGet(now -> now.plus(KeptPlans.KEPT_FOR).plusSeconds(1));

    site.planned(edits(put("index.html", "new plan\n")));

    assertThat(site.git("for-each-ref", "refs/sallyport").lines()).hasSize(1);
  }

  private SafetyLevel assessed(ObjectNode... edits) {
    return site.planned(edits(edits)).planning().impact().assessed();
  }

  @Test
  void the_assessment_rises_with_what_is_at_stake() {
    assertThat(assessed(put("index.html", "small\n"))).isEqualTo(SafetyLevel.LOW);
    assertThat(assessed(delete("about.html"))).isEqualTo(SafetyLevel.MEDIUM);
    assertThat(assessed(put("big.html", "line\n".repeat(Assessment.MANY_LINES + 1))))
        .isEqualTo(SafetyLevel.MEDIUM);
    assertThat(assessed(put("x.sh", "x\n").put("executable", true))).isEqualTo(SafetyLevel.MEDIUM);
    assertThat(assessed(delete("index.html"))).isEqualTo(SafetyLevel.HIGH);
    assertThat(assessed(delete("index.html"), delete("about.html"), delete("css/site.css")))
        .isEqualTo(SafetyLevel.HIGH);
  }

  @Test
  void the_schema_takes_what_the_target_takes() {
    ObjectNode schema = site.target.parametersSchema();

    assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
    assertThat(schema.at("/properties/edits/items/additionalProperties").asBoolean(true)).isFalse();
    assertThat(schema.path("$schema").asString()).contains("2020-12");
    assertThat(site.target.readSchema().at("/properties/limit/maximum").asInt())
        .isEqualTo(site.config.limits().listed());
  }
}
