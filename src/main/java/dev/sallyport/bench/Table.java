package dev.sallyport.bench;

import dev.sallyport.log.Escapes;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Figures under a title: a row for each thing measured, a column for each figure of it.
///
/// @param charted the column that the report's chart shows, from 0
record Table(String title, List<String> columns, int charted, List<Row> rows) {
  private static final double WHOLE = 100;

  Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    if (Set.copyOf(columns).size() < columns.size()) {
      throw new IllegalArgumentException("two columns of one name in " + title);
    }
    if (charted < 0 || charted >= columns.size()) {
      throw new IllegalArgumentException("no column " + charted + " in " + title);
    }
    for (Row row : rows) {
      if (row.values().size() != columns.size()) {
        throw new IllegalArgumentException(
            "%s has %d figures for %d columns"
                .formatted(row.name(), row.values().size(), columns.size()));
      }
    }
  }

  /// One thing measured.
  record Row(String name, List<Double> values) {
    Row {
      values = List.copyOf(values);
    }

    static Row of(String name, double... values) {
      return new Row(name, java.util.Arrays.stream(values).boxed().toList());
    }
  }

  /// A figure for people: whole where the rest would be noise, a dash where there is none, as of a
  /// ratio to nothing.
  static String shown(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    boolean whole = Math.abs(value) >= WHOLE || value == Math.rint(value);
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%.2f", value);
  }

  /// The table as text in columns. A name may hold what a gate elsewhere answered, and does not
  /// steer the terminal.
  String text() {
    int name = rows.stream().mapToInt(row -> Escapes.line(row.name()).length()).max().orElse(0);
    StringBuilder text = new StringBuilder(title).append('\n').append(" ".repeat(name + 2));
    columns.forEach(column -> text.append("%16s".formatted(column)));
    for (Row row : rows) {
      text.append(("%n  %-" + Math.max(1, name) + "s").formatted(Escapes.line(row.name())));
      row.values().forEach(value -> text.append("%16s".formatted(shown(value))));
    }
    return text.append('\n').toString();
  }
}
