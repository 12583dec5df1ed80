package dev.sallyport.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Names are checked letter by letter; the patterns, which the contract shows, say the same.
class NamesKeepTheirPatternsTest {
  private static final Pattern ID = Pattern.compile("chg_[0-7][0-9a-hjkmnp-tv-z]{25}");

  @Property(tries = 2_000)
  void a_name_is_taken_where_its_pattern_matches(@ForAll("texts") String text) {
    same(PrincipalId.PATTERN, PrincipalId::new, text);
    same(TargetName.PATTERN, TargetName::new, text);
    same(IdempotencyKey.PATTERN, IdempotencyKey::new, text);
    same(PlanHash.PATTERN, PlanHash::new, text);
    same(PlanHash.PATTERN, PlanHash::new, "sha256:" + text);
    same(ID, ChangeId::new, text);
    same(ID, ChangeId::new, "chg_" + text);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(140);
    Arbitrary<String> ascii = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(8);
    Arbitrary<String> near =
        Arbitraries.strings().withChars("abcdefz019._@:-").ofMinLength(0).ofMaxLength(140);
    Arbitrary<String> hashes =
        Arbitraries.strings().withChars("0123456789abcdefg").ofMinLength(63).ofMaxLength(65);
    Arbitrary<String> ids =
        Arbitraries.strings().withChars("0123456789abcdefghijklmnopqrstuvwxyz").ofLength(26);
    Arbitrary<String> right =
        Arbitraries.strings().withChars("0123456789abcdefghjkmnpqrstvwxyz").ofLength(26);
    return Arbitraries.oneOf(any, ascii, near, hashes, ids, right);
  }

  private static void same(Pattern pattern, Consumer<String> making, String text) {
    boolean taken = true;
    try {
      making.accept(text);
    } catch (IllegalArgumentException e) {
      taken = false;
    }
    assertThat(taken).as("%s for %s", pattern, text).isEqualTo(pattern.matcher(text).matches());
  }
}
