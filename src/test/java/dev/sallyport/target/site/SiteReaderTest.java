package dev.sallyport.target.site;

import static dev.sallyport.target.site.Sites.JSON;
import static dev.sallyport.target.site.Sites.edits;
import static dev.sallyport.target.site.Sites.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.problem.ProblemType;
import dev.sallyport.target.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Tag("integration")
class SiteReaderTest {
  @TempDir Path folder;
  private Sites site;

  @BeforeEach
  void open() throws IOException {
    site = Sites.small(folder);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static ObjectNode found(Reading reading) {
    return ((Reading.Found) reading).result();
  }

  private ObjectNode list(ObjectNode parameters) {
    return found(site.target.list(parameters));
  }

  private static List<String> paths(JsonNode result) {
    List<String> paths = new ArrayList<>();
    result.path("files").forEach(file -> paths.add(file.path("path").asString()));
    return paths;
  }

  @Test
  void the_files_at_the_head_are_listed() {
    ObjectNode result = list(JSON.createObjectNode());

    assertThat(paths(result))
        .containsExactly("about.html", "admin/secret.html", "css/site.css", "index.html");
    assertThat(result.path("head").asString()).isEqualTo(site.head());
    assertThat(result.at("/files/0/size").asInt()).isEqualTo(15);
    assertThat(result.at("/files/0/executable").asBoolean(true)).isFalse();
    assertThat(result.has("after")).isFalse();
  }

  @Test
  void pages_follow_one_another_without_gap_or_repetition() {
    List<String> all = new ArrayList<>();
    ObjectNode parameters = JSON.createObjectNode().put("limit", 3);
    ObjectNode page = list(parameters);
    all.addAll(paths(page));
    assertThat(all).hasSize(3);
    page = list(parameters.put("after", page.path("after").asString()));
    all.addAll(paths(page));

    assertThat(all)
        .containsExactly("about.html", "admin/secret.html", "css/site.css", "index.html");
    assertThat(page.has("after")).isFalse();
  }

  @Test
  void a_prefix_narrows_the_list() {
    assertThat(paths(list(JSON.createObjectNode().put("prefix", "css/"))))
        .containsExactly("css/site.css");
  }

  @Test
  void one_file_is_read_as_text_or_as_base64() {
    site.published(
        edits(JSON.createObjectNode().put("path", "x.bin").put("contentBase64", "AAEC/w==")));

    ObjectNode text = found(site.target.read(JSON.createObjectNode().put("path", "about.html")));
    ObjectNode binary = found(site.target.read(JSON.createObjectNode().put("path", "x.bin")));

    assertThat(text.path("content").asString()).isEqualTo("<h1>About</h1>\n");
    assertThat(text.path("size").asInt()).isEqualTo(15);
    assertThat(binary.path("contentBase64").asString()).isEqualTo("AAEC/w==");
    assertThat(binary.has("content")).isFalse();
    assertThat(binary.path("head").asString()).isEqualTo(site.head());
  }

  private ProblemType refusal(String path) {
    Reading reading = site.target.read(JSON.createObjectNode().put("path", path));
    return ((Reading.Refused) reading).problem().type();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere.html", "css", "index.html/x"})
  void what_is_no_file_is_not_found(String path) {
    assertThat(refusal(path)).isEqualTo(ProblemType.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "/etc/passwd", ".git/config", "a\0b", "css/", "a//b"})
  void a_bad_path_is_an_invalid_request(String path) {
    assertThat(refusal(path)).isEqualTo(ProblemType.INVALID_REQUEST);
  }

  @Test
  void a_file_too_large_to_read_is_said_to_be() {
    site.published(edits(put("big", "x".repeat(site.config.limits().readBytes() + 1))));

    assertThat(refusal("big")).isEqualTo(ProblemType.PAYLOAD_TOO_LARGE);
  }

  @Test
  void an_empty_site_has_no_files() {
    try (Sites empty = Sites.empty(folder.resolve("empty"))) {
      ObjectNode result = found(empty.target.list(JSON.createObjectNode()));
      assertThat(paths(result)).isEmpty();
      assertThat(result.path("head").asString()).isEqualTo("empty");
      assertThat(empty.target.read(JSON.createObjectNode().put("path", "a")))
          .isInstanceOf(Reading.Refused.class);
      assertThat(empty.target.describe().path("files").asInt()).isZero();
    }
  }
}
