package dev.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("tokens")
class NotShowSecretsTest {
  record Careless(String id, byte[] signingSecret) {}

  record Careful(String id, String confirmToken) {
    @Override
    public String toString() {
      return "Careful[id=" + id + "]";
    }
  }

  record Hashed(String id, String secretHash) {}

  @Test
  void a_record_that_leaves_its_text_to_the_compiler_is_found() {
    assertThat(check(Careless.class).hasViolation()).isTrue();
    assertThat(check(Careful.class).hasViolation()).isFalse();
    assertThat(check(Hashed.class).hasViolation()).isFalse();
  }

  private static EvaluationResult check(Class<?> type) {
    return ArchRuleDefinition.classes()
        .should(new NotShowSecrets())
        .evaluate(new ClassFileImporter().importClasses(type));
  }
}
