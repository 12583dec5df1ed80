package dev.sallyport.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What one value of the file may look like.
///
/// @param allowed completes "must be …"
/// @param words the words it may be, where it is one of a few
/// @param shown whether a wrong value may be quoted; not where it may hold a secret
/// @param parse empty where the text is not of this form
record Form<T>(
    String allowed, Collection<String> words, boolean shown, Function<String, Optional<T>> parse) {
  static final int LONGEST_TEXT = 1024;

  private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final Pattern GLOB_OF_MORE = Pattern.compile("[\\\\\\[\\]{}]");

  private static <T> Form<T> of(String allowed, Function<String, Optional<T>> parse) {
    return new Form<>(allowed, List.of(), true, parse);
  }

  static Form<Integer> number(Range<Integer> range) {
    return of(
        "a whole number from " + range.least() + " to " + range.most(),
        text ->
            WHOLE_NUMBER.matcher(text).matches()
                ? Optional.of(Integer.valueOf(text)).filter(range::contains)
                : Optional.empty());
  }

  static Form<Duration> duration(Range<Duration> range) {
    return of(
        "a time from "
            + Quantities.show(range.least())
            + " to "
            + Quantities.show(range.most())
            + ", such as 300s, 15m, 24h or 30d",
        text -> Quantities.duration(text).filter(range::contains));
  }

  static Form<Long> size(Range<Long> range) {
    return of(
        "a size from " + Quantities.show(range.least()) + " to " + Quantities.show(range.most()),
        text -> {
          OptionalLong bytes = Quantities.bytes(text);
          return bytes.isPresent() && range.contains(bytes.getAsLong())
              ? Optional.of(bytes.getAsLong())
              : Optional.empty();
        });
  }

  /// One of an enum's values, by its name in lower case.
  static <E extends Enum<E>> Form<E> choice(Class<E> type) {
    Map<String, E> values = new LinkedHashMap<>();
    for (E value : type.getEnumConstants()) {
      values.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return oneOf(values);
  }

  static Form<Boolean> yesOrNo() {
    Map<String, Boolean> values = new LinkedHashMap<>();
    values.put("true", true);
    values.put("false", false);
    return oneOf(values);
  }

  static <T> Form<T> oneOf(Map<String, T> values) {
    List<String> words = List.copyOf(values.keySet());
    String allowed =
        words.size() == 1
            ? words.getFirst()
            : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    return new Form<>(allowed, words, true, text -> Optional.ofNullable(values.get(text)));
  }

  /// The same form, with one more way to write it named where a value is wrong.
  Form<T> or(String further) {
    return new Form<>(allowed + " or " + further, words, shown, parse);
  }

  /// The same form, read into another type.
  <U> Form<U> as(Function<T, U> type) {
    return new Form<>(allowed, words, shown, text -> parse.apply(text).map(type));
  }

  static Form<String> matching(String allowed, Pattern pattern) {
    return text(allowed, text -> pattern.matcher(text).matches());
  }

  static Form<String> text(String allowed, Predicate<String> isGood) {
    return of(
        allowed,
        text ->
            text.length() <= LONGEST_TEXT && isGood.test(text)
                ? Optional.of(text)
                : Optional.empty());
  }

  /// Text that may be longer, and may be a secret, so that it is never shown.
  static Form<String> hidden(String allowed, Predicate<String> isGood) {
    return new Form<>(allowed, List.of(), false, text -> Optional.of(text).filter(isGood));
  }

  static Form<AddressRange> addressRange() {
    return of("an address or a range of addresses, such as 10.0.0.0/8", AddressRange::parse);
  }

  static Form<Path> path(Places places) {
    return of("a path", places::resolve);
  }

  /// A glob of names, `*`, `?` and `**`.
  static Form<String> glob() {
    return text(
        "a glob of paths inside the target, such as admin/**",
        glob -> !glob.isBlank() && !glob.startsWith("/") && !GLOB_OF_MORE.matcher(glob).find());
  }

  static Form<StoreUrl> storeUrl(Places places) {
    return new Form<>(
        "sqlite: and a file's path, or postgresql://user@host/database",
        List.of(),
        false,
        places::storeUrl);
  }
}
