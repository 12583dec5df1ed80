package dev.sallyport.bench;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a benchmark found.
///
/// @param command how to get it again
record Report(
    String benchmark, String command, Surroundings surroundings, List<Table> tables, String note) {
  Report {
    tables = List.copyOf(tables);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    tables.forEach(table -> text.append(table.text()).append('\n'));
    return text.append(note).append('\n').append(surroundings.line()).append('\n').toString();
  }

  /// A figure that is none, as a ratio to nothing, is null: JSON has no other word for it.
  ObjectNode json() {
    JsonMapper json = JsonMapper.shared();
    ObjectNode report =
        json.createObjectNode()
            .put("benchmark", benchmark)
            .put("command", command)
            .put("note", note);
    report.set("surroundings", json.valueToTree(surroundings));
    ArrayNode all = report.putArray("tables");
    for (Table table : tables) {
      ObjectNode one = all.addObject().put("title", table.title());
      ArrayNode rows = one.putArray("rows");
      for (Table.Row row : table.rows()) {
        ObjectNode figures = rows.addObject().put("name", row.name());
        for (int i = 0; i < table.columns().size(); i++) {
          double value = row.values().get(i);
          String column = table.columns().get(i);
          if (Double.isFinite(value)) {
            figures.put(column, value);
          } else {
            figures.putNull(column);
          }
        }
      }
    }
    return report;
  }
}
