package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.ExitStatus;
import dev.sallyport.cli.terminal.Surroundings;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is proposed, in whichever way a person has it at hand; becomes a request's `parameters`.
final class ProposalOptions {
  @Option(
      names = "--edit",
      paramLabel = "PATH=FILE",
      description = "Gives a path of the target the content of a file here; may be repeated.")
  private List<String> edits = List.of();

  @Option(
      names = "--delete",
      paramLabel = "PATH",
      description = "Removes a path of the target; may be repeated, and stand with --edit.")
  private List<String> deletions = List.of();

  @Option(
      names = "--patch",
      paramLabel = "FILE",
      description = "A unified diff, as git diff makes it; - reads standard input.")
  private @Nullable String patch;

  @Option(
      names = "--from-git",
      paramLabel = "DIR",
      arity = "0..1",
      fallbackValue = ".",
      description = {
        "What git says has changed in a work tree since HEAD, untracked files included",
        "(default: the folder you are in). Paths are those below that folder."
      })
  private @Nullable Path workTree;

  @Option(
      names = "--parameters",
      paramLabel = "FILE",
      description = "The target's parameters as JSON; - reads standard input.")
  private @Nullable String parameters;

  boolean isGiven() {
    return ways() > 0;
  }

  private long ways() {
    return Stream.of(
            !(edits.isEmpty() && deletions.isEmpty()),
            patch != null,
            workTree != null,
            parameters != null)
        .filter(given -> given)
        .count();
  }

  /// The parameters, or none where nothing is given.
  ///
  /// @throws CommandException when it is given in two ways, cannot be read, or is nothing
  Optional<ObjectNode> read(Surroundings surroundings) {
    if (ways() > 1) {
      throw new CommandException(
          ExitStatus.USAGE,
          "Give the proposal in one way: --edit and --delete, or --patch, or --from-git, or --parameters.");
    }
    if (patch != null) {
      return Optional.of(
          JsonMapper.shared().createObjectNode().put("patch", text(surroundings, patch)));
    }
    if (parameters != null) {
      return Optional.of(object(surroundings, parameters));
    }
    if (workTree != null) {
      return Optional.of(GitDifference.of(workTree).parameters());
    }
    return ways() == 0 ? Optional.empty() : Optional.of(fromEdits());
  }

  /// The commit of the work tree that the proposal was taken from, where it comes from one.
  Optional<String> head() {
    return workTree == null ? Optional.empty() : GitDifference.head(workTree);
  }

  private ObjectNode fromEdits() {
    ObjectNode read = JsonMapper.shared().createObjectNode();
    ArrayNode list = read.putArray("edits");
    for (String edit : edits) {
      int equals = edit.indexOf('=');
      if (equals < 1) {
        throw new CommandException(
            ExitStatus.USAGE, "--edit takes PATH=FILE, such as index.html=new.html; got: " + edit);
      }
      FileContent.put(
          list.addObject().put("path", edit.substring(0, equals)),
          FileContent.read(Path.of(edit.substring(equals + 1))));
    }
    deletions.forEach(path -> list.addObject().put("path", path).put("delete", true));
    return read;
  }

  private static String text(Surroundings surroundings, String file) {
    try {
      return FileContent.text(FileContent.read(surroundings, file));
    } catch (CharacterCodingException e) {
      throw new CommandException(
          file + " is not text in UTF-8; give whole files with --edit or --from-git instead.");
    }
  }

  private static ObjectNode object(Surroundings surroundings, String file) {
    try {
      JsonNode read = JsonMapper.shared().readTree(text(surroundings, file));
      if (read instanceof ObjectNode object) {
        return object;
      }
      throw new CommandException(file + " holds no JSON object, such as {\"edits\": [...]}.");
    } catch (JacksonException e) {
      throw new CommandException(
          "%s is not JSON: %s"
              .formatted(file, e.getOriginalMessage().lines().findFirst().orElse("")));
    }
  }
}
