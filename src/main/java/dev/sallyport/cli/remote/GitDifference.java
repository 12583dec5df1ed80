package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What has changed in a folder of a git work tree since HEAD, tracked and untracked files alike,
/// staged or not, as whole files: their bytes are those that stand in the folder now.
final class GitDifference {
  /// The most files of one proposal.
  static final int MOST_FILES = 10_000;

  private static final String PLAIN = "100644";
  private static final String EXECUTABLE = "100755";
  private static final String NOTHING = "000000";

  private final Path folder;

  /// The git mode of what stands at each path now; [#NOTHING] where nothing does.
  private final Map<String, String> modes;

  private GitDifference(Path folder, Map<String, String> modes) {
    this.folder = folder;
    this.modes = modes;
  }

  /// @throws CommandException when the folder is in no work tree, or something in it cannot be
  ///     proposed
  static GitDifference of(Path folder) {
    Git git = new Git(folder);
    if (!git.run("rev-parse", "--is-inside-work-tree").map("true"::equals).orElse(false)) {
      throw new CommandException(
          "%s is in no work tree of git; name one with --from-git DIR.".formatted(folder));
    }
    Map<String, String> modes = new LinkedHashMap<>();
    if (head(folder).isPresent()) {
      tracked(git, modes);
    } else {
      untracked(git, folder, List.of("--cached"), modes);
    }
    untracked(git, folder, List.of("--others", "--exclude-standard"), modes);
    if (modes.isEmpty()) {
      throw new CommandException(
          "Nothing has changed in %s since HEAD, so there is nothing to propose."
              .formatted(folder));
    }
    if (modes.size() > MOST_FILES) {
      throw new CommandException(
          "%d files have changed, and a proposal takes %d; propose it in parts."
              .formatted(modes.size(), MOST_FILES));
    }
    return new GitDifference(folder, modes);
  }

  /// The commit that the work tree stands on, if there is one yet.
  static Optional<String> head(Path folder) {
    return new Git(folder).run("rev-parse", "--verify", "--quiet", "HEAD");
  }

  private static void tracked(Git git, Map<String, String> modes) {
    List<String> fields =
        git.fields(
            "diff",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-ext-diff",
            "--relative",
            "HEAD",
            "--",
            ".");
    // `:old-mode new-mode old-hash new-hash status`, then the path.
    for (int at = 0; at + 1 < fields.size(); at += 2) {
      String[] facts = fields.get(at).split(" ", -1);
      String path = fields.get(at + 1);
      if (facts.length < 5 || facts[4].startsWith("U")) {
        throw new CommandException(
            "%s has conflicts that are not resolved; resolve them first.".formatted(path));
      }
      modes.put(path, facts[1]);
    }
  }

  private static void untracked(
      Git git, Path folder, List<String> which, Map<String, String> modes) {
    List<String> command = new ArrayList<>(List.of("ls-files", "-z"));
    command.addAll(which);
    command.addAll(List.of("--", "."));
    for (String path : git.fields(command.toArray(String[]::new))) {
      Path file = folder.resolve(path);
      boolean plain = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
      modes.put(path, !plain ? "other" : Files.isExecutable(file) ? EXECUTABLE : PLAIN);
    }
  }

  ObjectNode parameters() {
    ObjectNode parameters = JsonMapper.shared().createObjectNode();
    ArrayNode edits = parameters.putArray("edits");
    long bytes = 0;
    for (Map.Entry<String, String> each : modes.entrySet()) {
      ObjectNode edit = edits.addObject().put("path", each.getKey());
      switch (each.getValue()) {
        case NOTHING -> edit.put("delete", true);
        case PLAIN, EXECUTABLE -> {
          byte[] content = FileContent.read(folder.resolve(each.getKey()));
          bytes += content.length;
          FileContent.put(edit, content);
          edit.put("executable", each.getValue().equals(EXECUTABLE));
        }
        default ->
            throw new CommandException(
                "%s is a symbolic link or a repository of its own; only files can be proposed."
                    .formatted(each.getKey()));
      }
      if (bytes > FileContent.MOST_BYTES) {
        throw new CommandException(
            "The changed files are larger than %d bytes together; propose them in parts."
                .formatted(FileContent.MOST_BYTES));
      }
    }
    return parameters;
  }
}
