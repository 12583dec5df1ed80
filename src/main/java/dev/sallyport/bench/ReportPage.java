package dev.sallyport.bench;

import java.util.Locale;

/// A report as one HTML page that asks nobody for anything: its charts are drawn in it.
final class ReportPage {
  private static final int LINE_HEIGHT = 19;
  private static final int TEXT_DROP = 14;
  private static final int BAR_HEIGHT = 12;
  private static final int GAP = 8;
  private static final double WHOLE = 100;

  private ReportPage() {}

  static String of(Report report) {
    StringBuilder body = new StringBuilder();
    for (Table table : report.tables()) {
      body.append("<h2>").append(escaped(table.title())).append("</h2>\n");
      body.append(chart(table)).append(rows(table));
    }
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width">
    <title>sallyport bench %1$s</title>
    <style>
    :root { color-scheme: light dark }
    body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
    h2, code { overflow-wrap: anywhere } figure { margin: 0 0 1em; max-width: 40em }
    figcaption { font-weight: bold } .wide { overflow-x: auto }
    table { border-collapse: collapse } th, td { padding: .2em .8em; text-align: right }
    th:first-child, td:first-child { text-align: left } tr { border-bottom: 1px solid #8884 }
    svg text { font-size: 13px; fill: currentColor } rect { fill: #3b6ea8 }
    </style></head><body>
    <h1>sallyport bench %1$s</h1>
    <p><code>%2$s</code></p>
    %3$s<p>%4$s</p>
    <p>%5$s</p>
    </body></html>
    """
        .formatted(
            escaped(report.benchmark()),
            escaped(report.command()),
            body,
            escaped(report.note()),
            escaped(report.surroundings().line()));
  }

  /// A bar for each row, under its name and figure: so they have room whatever the window's width.
  private static String chart(Table table) {
    double most =
        table.rows().stream()
            .mapToDouble(row -> row.values().get(table.charted()))
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    StringBuilder bars = new StringBuilder();
    int y = 0;
    for (Table.Row row : table.rows()) {
      double value = row.values().get(table.charted());
      double share = most > 0 && Double.isFinite(value) ? Math.max(0, value) / most : 0;
      bars.append(
          String.format(
              Locale.ROOT,
              "<text x=\"0\" y=\"%d\">%s: %s</text><rect x=\"0\" y=\"%d\" width=\"%.1f%%\" height=\"%d\"/>%n",
              y + TEXT_DROP,
              escaped(row.name()),
              Table.shown(value),
              y + LINE_HEIGHT,
              share * WHOLE,
              BAR_HEIGHT));
      y += LINE_HEIGHT + BAR_HEIGHT + GAP;
    }
    String column = escaped(table.columns().get(table.charted()));
    return "<figure><figcaption>%s</figcaption><svg role=\"img\" aria-label=\"%s\" width=\"100%%\" height=\"%d\">%n%s</svg></figure>%n"
        .formatted(column, column, y, bars);
  }

  private static String rows(Table table) {
    StringBuilder text = new StringBuilder("<div class=\"wide\"><table><tr><th></th>");
    table.columns().forEach(column -> text.append("<th>").append(escaped(column)).append("</th>"));
    for (Table.Row row : table.rows()) {
      text.append("</tr>\n<tr><td>").append(escaped(row.name())).append("</td>");
      row.values().forEach(value -> text.append("<td>").append(Table.shown(value)).append("</td>"));
    }
    return text.append("</tr></table></div>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
