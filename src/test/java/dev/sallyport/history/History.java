package dev.sallyport.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the clients recorded: one JSON object a line, as things happened.
record History(Head head, List<Op> ops, List<Trouble> troubles) {
  static final JsonMapper JSON = JsonMapper.shared();

  /// What the run was told.
  ///
  /// @param limited how many requests a limited principal has in any window
  /// @param windowMillis how long that window is
  record Head(long seed, String store, int limited, long windowMillis) {}

  History {
    ops = List.copyOf(ops);
    troubles = List.copyOf(troubles);
  }

  static History read(Path file) {
    List<Head> heads = new ArrayList<>();
    List<Op> ops = new ArrayList<>();
    List<Trouble> troubles = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file)) {
      lines.forEach(
          line -> {
            JsonNode node = JSON.readTree(line);
            if (node.has("op")) {
              ops.add(JSON.treeToValue(node.get("op"), Op.class));
            } else if (node.has("trouble")) {
              troubles.add(JSON.treeToValue(node.get("trouble"), Trouble.class));
            } else {
              heads.add(JSON.treeToValue(node.get("head"), Head.class));
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new History(heads.getFirst(), ops, troubles);
  }
}
