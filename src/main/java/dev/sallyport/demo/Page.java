package dev.sallyport.demo;

import dev.sallyport.client.GateClient;
import dev.sallyport.client.Reply;
import dev.sallyport.client.UnreachableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The file of a site that the demo changes.
///
/// @param content its text before any change
record Page(String path, String content) {
  /// The largest file chosen, in bytes.
  static final int MOST_BYTES = 64 << 10;

  /// How many files are read in search of one that is text.
  static final int MOST_READ = 20;

  /// How many pages of the site's list are looked at.
  static final int MOST_PAGES = 10;

  static final String FIRST_PATH = "index.html";
  static final String FIRST_TEXT =
      """
      <!doctype html>
      <title>A first page</title>
      <h1>A first page</h1>
      """;

  private static final String MADE = "sallyport";

  private record File(String path, long size) {
    private boolean isHidden() {
      return path.startsWith(".") || path.contains("/.");
    }

    private int rank() {
      String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
      if (name.equals(FIRST_PATH)) {
        return 0;
      }
      return switch (name.substring(name.lastIndexOf('.') + 1)) {
        case "html", "htm" -> 1;
        case "md", "txt" -> 2;
        case "json", "lock", "svg", "map" -> 4;
        default -> 3;
      };
    }

    private long depth() {
      return path.chars().filter(letter -> letter == '/').count();
    }
  }

  /// A site as the demo begins with it.
  ///
  /// @param page the file to change; empty where there is no small text file
  /// @param unused a name that no file of the site has
  record Found(Optional<Page> page, String unused, int files) {}

  /// Looks for `index.html`, the least deep one, and otherwise for the first small text file.
  static Found find(GateClient client) throws UnreachableException {
    List<File> files = files(client);
    List<File> candidates =
        files.stream()
            .filter(file -> file.size() > 0 && file.size() <= MOST_BYTES && !file.isHidden())
            .sorted(
                Comparator.comparing(File::rank)
                    .thenComparing(File::depth)
                    .thenComparing(File::path))
            .limit(MOST_READ)
            .toList();
    for (File file : candidates) {
      ObjectNode read = Requests.of("read");
      read.putObject("parameters").put("path", file.path());
      Reply reply = client.execute(read);
      if (reply.result().has("content")) {
        Page page = new Page(file.path(), reply.result().path("content").asString());
        return new Found(Optional.of(page), unused(files), files.size());
      }
    }
    return new Found(Optional.empty(), unused(files), files.size());
  }

  private static List<File> files(GateClient client) throws UnreachableException {
    List<File> files = new ArrayList<>();
    String after = "";
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      ObjectNode list = Requests.of("list");
      if (!after.isEmpty()) {
        list.putObject("parameters").put("after", after);
      }
      JsonNode result = client.execute(list).result();
      for (JsonNode file : result.path("files")) {
        files.add(new File(file.path("path").asString(""), file.path("size").asLong(0)));
      }
      after = result.path("after").asString("");
      if (after.isEmpty()) {
        break;
      }
    }
    return files;
  }

  private static String unused(List<File> files) {
    List<String> names = files.stream().map(file -> file.path().toLowerCase(Locale.ROOT)).toList();
    String name = MADE + ".txt";
    for (int number = 2; names.contains(name) || isFolder(names, name); number++) {
      name = MADE + "-" + number + ".txt";
    }
    return name;
  }

  private static boolean isFolder(List<String> names, String name) {
    return names.stream().anyMatch(other -> other.startsWith(name + "/"));
  }
}
