package dev.sallyport.bench;

import java.util.Locale;

/// A report as one HTML page that asks nobody for anything: its charts are drawn in it.
final class ReportPage {
  private static final int NAME_WIDTH = 260;
  private static final int BAR_WIDTH = 420;
  private static final int LINE_HEIGHT = 24;
  private static final int TEXT_DROP = 16;
  private static final int VALUE_GAP = 6;
  private static final int VALUE_WIDTH = 120;

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
    table { border-collapse: collapse } th, td { padding: .2em .8em; text-align: right }
    th:first-child, td:first-child { text-align: left } tr { border-bottom: 1px solid #8884 }
    svg { max-width: 100%%; height: auto } svg text { font-size: 13px; fill: currentColor } rect { fill: #3b6ea8 }
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

  private static String chart(Table table) {
    double most =
        table.rows().stream().mapToDouble(row -> row.values().get(table.charted())).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    int y = 0;
    for (Table.Row row : table.rows()) {
      double value = row.values().get(table.charted());
      double width = most > 0 ? Math.max(0, value) / most * BAR_WIDTH : 0;
      bars.append(
          String.format(
              Locale.ROOT,
              "<text x=\"0\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>"
                  + "<text x=\"%.1f\" y=\"%d\">%s</text>\n",
              y + TEXT_DROP,
              escaped(row.name()),
              NAME_WIDTH,
              y + 2,
              width,
              LINE_HEIGHT - VALUE_GAP,
              NAME_WIDTH + width + VALUE_GAP,
              y + TEXT_DROP,
              Table.shown(value)));
      y += LINE_HEIGHT;
    }
    int width = NAME_WIDTH + BAR_WIDTH + VALUE_WIDTH;
    return "<svg role=\"img\" aria-label=\"%s\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">%n%s</svg>%n"
        .formatted(escaped(table.columns().get(table.charted())), width, y, width, y, bars);
  }

  private static String rows(Table table) {
    StringBuilder text = new StringBuilder("<table><tr><th></th>");
    table.columns().forEach(column -> text.append("<th>").append(escaped(column)).append("</th>"));
    for (Table.Row row : table.rows()) {
      text.append("</tr>\n<tr><td>").append(escaped(row.name())).append("</td>");
      row.values().forEach(value -> text.append("<td>").append(Table.shown(value)).append("</td>"));
    }
    return text.append("</tr></table>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
