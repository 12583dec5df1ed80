package dev.sallyport.store.postgres;

import dev.sallyport.store.sql.RowReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What several callers ask of one statement: as the arrays that it takes, and its rows as their
/// answers. A caller's place, from 1, tells whose each element and each row is.
record Together<A extends Combiner.Asking>(List<A> all) {

  /// One text of each.
  @Nullable String[] texts(Function<A, @Nullable String> text) {
    return all.stream().map(text).toArray(String[]::new);
  }

  /// One number of each.
  long[] numbers(ToLongFunction<A> number) {
    return all.stream().mapToLong(number).toArray();
  }

  /// Several texts of each, one after the other.
  String[] joinedTexts(Function<A, String[]> texts) {
    return all.stream().flatMap(one -> Arrays.stream(texts.apply(one))).toArray(String[]::new);
  }

  /// Several numbers of each, one after the other.
  long[] joinedNumbers(Function<A, long[]> numbers) {
    return all.stream().flatMapToLong(one -> Arrays.stream(numbers.apply(one))).toArray();
  }

  /// The place of each, as often as it has something.
  long[] places(ToIntFunction<A> count) {
    long[] places = new long[all.stream().mapToInt(count).sum()];
    int at = 0;
    for (int i = 0; i < all.size(); i++) {
      int next = at + count.applyAsInt(all.get(i));
      Arrays.fill(places, at, next, i + 1L);
      at = next;
    }
    return places;
  }

  /// One row of each, turned into an array a column. A column has numbers where the first has one,
  /// and nothing is missing there; otherwise it has texts.
  List<Object> columns(Function<A, @Nullable Object[]> row) {
    List<@Nullable Object[]> rows = all.stream().map(row).toList();
    List<Object> columns = new ArrayList<>(rows.getFirst().length);
    for (int column = 0; column < rows.getFirst().length; column++) {
      int n = column;
      columns.add(
          rows.getFirst()[n] instanceof Long
              ? rows.stream().mapToLong(one -> (Long) one[n]).toArray()
              : rows.stream().map(one -> (String) one[n]).toArray(String[]::new));
    }
    return columns;
  }

  /// Values of a statement in their order, where several of them stand in a list.
  static @Nullable Object[] values(@Nullable Object... parts) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof List<?> several) {
        values.addAll(several);
      } else {
        values.add(part);
      }
    }
    return values.toArray();
  }

  /// The answer of each in the order of asking; empty for one whose place no row names.
  <R> List<Optional<R>> answers(List<Row<R>> rows) {
    Map<Long, R> found = new HashMap<>();
    for (Row<R> row : rows) {
      found.put(row.place(), row.value());
      all.get((int) row.place() - 1).records().areWritten(row.at());
    }
    List<Optional<R>> answers = new ArrayList<>(all.size());
    for (long place = 1; place <= all.size(); place++) {
      answers.add(Optional.ofNullable(found.get(place)));
    }
    return answers;
  }

  /// A row that answers the caller of a place.
  ///
  /// @param at when, in milliseconds since 1970, the server has done what was asked
  record Row<R>(long place, long at, R value) {
    static <R> RowReader<Row<R>> of(RowReader<R> reader) {
      return (ResultSet row) -> read(row, reader);
    }

    private static <R> Row<R> read(ResultSet row, RowReader<R> reader) throws SQLException {
      return new Row<>(row.getLong("place"), row.getLong("at"), reader.read(row));
    }
  }
}
