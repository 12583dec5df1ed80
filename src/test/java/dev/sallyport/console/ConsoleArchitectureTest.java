package dev.sallyport.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// HTML is escaped by the library that writes it, and nothing of ours gets around it.
class ConsoleArchitectureTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("test-classes"))
          .importPackages("dev.sallyport");

  /// What would put text into a page as it is, or style or script into the page itself.
  private static final Set<String> RAW =
      Set.of(
          "rawHtml",
          "join",
          "fileAsString",
          "styleWithInlineFile",
          "styleWithInlineFile_min",
          "scriptWithInlineFile",
          "scriptWithInlineFile_min",
          "withStyle",
          "withCondStyle",
          "style");

  @Test
  void nothing_is_written_into_a_page_without_being_escaped() {
    noClasses()
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "the target takes raw HTML, or gives an element a style of its own",
                ConsoleArchitectureTest::isRaw))
        .check(MAIN);
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("j2html\\.(tags\\.UnescapedText|Config|utils\\..*)")
        .check(MAIN);
  }

  private static boolean isRaw(JavaAccess<?> access) {
    return access.getTargetOwner().getPackageName().startsWith("j2html")
        && RAW.contains(access.getName());
  }

  @Test
  void pages_are_written_in_the_console_alone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.sallyport.console..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("j2html..")
        .check(MAIN);
    assertThat(MAIN.contain("dev.sallyport.console.Layout")).isTrue();
  }
}
