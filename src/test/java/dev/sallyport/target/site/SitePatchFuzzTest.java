package dev.sallyport.target.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.domain.Operation;
import dev.sallyport.target.Planning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// P11 by coverage-guided fuzzing: any text as a patch is planned or refused, says why at the
/// patch's own place, and leaves a protected path alone. How to run it long: CONTRIBUTING.md.
@Tag("validation")
@NullUnmarked // the site is opened once for all inputs
class SitePatchFuzzTest {
  /// The lines outside hunks by which a diff would name a file below `admin`.
  private static final Pattern PROTECTED =
      Pattern.compile("(?m)^(diff --git a/|rename from |rename to |copy from |copy to )admin/");

  private static Path folder;
  private static Sites site;

  @BeforeAll
  static void open() throws IOException {
    folder = Files.createTempDirectory("sallyport-patch-fuzz");
    Path pages = Sites.pages(folder);
    site =
        Sites.with(
            folder, config -> Sites.with(config, pages, config.branch(), List.of("admin/**"), 5));
  }

  @AfterAll
  static void close() throws IOException {
    site.close();
    new ReleaseFiles().delete(folder);
  }

  @FuzzTest(maxDuration = "3s")
  void p11_any_text_as_a_patch_is_planned_or_refused(byte[] input) {
    plannedOrRefused(input);
  }

  @Tag("long")
  @FuzzTest(maxDuration = "10m")
  void p11_any_text_as_a_patch_is_planned_or_refused_for_long(byte[] input) {
    plannedOrRefused(input);
  }

  private static void plannedOrRefused(byte[] input) {
    String patch = new String(input, StandardCharsets.UTF_8);
    switch (site.target.plan(
        site.proposal(Operation.CHANGE, "Try it", Sites.patch(patch), false))) {
      case Planning.Planned planned ->
          assertThat(planned.plan().diff()).isNotEmpty().doesNotContainPattern(PROTECTED);
      case Planning.Refused refused -> isTold(refused, patch);
    }
  }

  private static void isTold(Planning.Refused refused, String patch) {
    assertThat(refused.detail()).isNotBlank();
    // The fuzzer learns the folder's name from the comparisons that it watches, and a refusal
    // quotes the line that it is about.
    if (!patch.contains(folder.getFileName().toString())) {
      assertThat(refused.detail()).doesNotContain(folder.toString());
    }
    assertThat(refused.errors())
        .isNotEmpty()
        .allSatisfy(
            error -> {
              assertThat(error.pointer()).startsWith("/parameters");
              assertThat(error.message()).hasSizeLessThan(1_000);
              assertThat(error.message().chars()).noneMatch(Character::isISOControl);
            });
  }
}
