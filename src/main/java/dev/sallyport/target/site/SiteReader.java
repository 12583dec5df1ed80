package dev.sallyport.target.site;

import dev.sallyport.problem.FieldError;
import dev.sallyport.problem.Problem;
import dev.sallyport.problem.ProblemType;
import dev.sallyport.target.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Lists the files at the branch's head, a page at a time, and reads one of them.
final class SiteReader {
  private final Repository repository;
  private final Branch branch;
  private final SiteLimits limits;

  SiteReader(Repository repository, Branch branch, SiteLimits limits) {
    this.repository = repository;
    this.branch = branch;
    this.limits = limits;
  }

  /// `{files: [{path, size, executable}], head, after?}`; `after` names where the next page begins.
  Reading list(JsonNode parameters) throws IOException {
    String prefix = parameters.path("prefix").asString("");
    byte[] after = parameters.path("after").asString("").getBytes(StandardCharsets.UTF_8);
    int page = Math.clamp(parameters.path("limit").asInt(limits.listed()), 1, limits.listed());
    ObjectId head = branch.head();
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("head", Base.fingerprint(head));
    ArrayNode files = result.putArray("files");
    try (ObjectReader reader = repository.newObjectReader();
        TreeWalk walk = Trees.files(reader, tree(head, reader))) {
      while (walk.next()) {
        String path = walk.getPathString();
        boolean asked =
            isFile(walk)
                && path.startsWith(prefix)
                && Arrays.compareUnsigned(walk.getRawPath(), after) > 0;
        if (asked && files.size() == page) {
          result.put("after", files.get(page - 1).path("path").asString());
          break;
        }
        if (asked) {
          ObjectNode file = files.addObject();
          file.put("path", path);
          file.put("size", reader.getObjectSize(walk.getObjectId(0), Constants.OBJ_BLOB));
          file.put("executable", walk.getFileMode(0).equals(FileMode.EXECUTABLE_FILE));
        }
      }
    }
    return new Reading.Found(result);
  }

  /// `{path, size, executable, head}` and `content`, or `contentBase64` where the file is not text.
  Reading read(JsonNode parameters) throws IOException {
    String path = parameters.path("path").asString("");
    Optional<String> broken = SitePath.brokenRule(path);
    if (broken.isPresent()) {
      String message = "The path " + SitePath.shown(path) + " " + broken.get() + ".";
      return new Reading.Refused(
          Problem.of(ProblemType.INVALID_REQUEST, message)
              .withErrors(List.of(new FieldError("/parameters/path", "path", message))));
    }
    ObjectId head = branch.head();
    try (ObjectReader reader = repository.newObjectReader();
        TreeWalk walk = at(path, tree(head, reader), reader)) {
      if (walk == null || !isFile(walk)) {
        return refused(
            ProblemType.NOT_FOUND, SitePath.shown(path) + " is not a file on this site.");
      }
      ObjectLoader file = reader.open(walk.getObjectId(0), Constants.OBJ_BLOB);
      if (file.getSize() > limits.readBytes()) {
        return refused(
            ProblemType.PAYLOAD_TOO_LARGE,
            SitePath.shown(path)
                + " is "
                + file.getSize()
                + " bytes; read answers with at most "
                + limits.readBytes()
                + " (limit readBytes).");
      }
      ObjectNode result = JsonNodeFactory.instance.objectNode();
      result.put("path", path);
      result.put("size", file.getSize());
      result.put("executable", walk.getFileMode(0).equals(FileMode.EXECUTABLE_FILE));
      result.put("head", Base.fingerprint(head));
      byte[] bytes = file.getCachedBytes(limits.readBytes());
      Texts.text(bytes)
          .ifPresentOrElse(
              text -> result.put("content", text),
              () -> result.put("contentBase64", Base64.getEncoder().encodeToString(bytes)));
      return new Reading.Found(result);
    }
  }

  private static Reading refused(ProblemType type, String detail) {
    return new Reading.Refused(Problem.of(type, detail));
  }

  /// How many files the site has at its head.
  int count() throws IOException {
    int count = 0;
    try (ObjectReader reader = repository.newObjectReader();
        TreeWalk walk = Trees.files(reader, tree(branch.head(), reader))) {
      while (walk.next()) {
        count += isFile(walk) ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean isFile(TreeWalk walk) {
    FileMode mode = walk.getFileMode(0);
    return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
  }

  private static ObjectId tree(@Nullable ObjectId head, ObjectReader reader) throws IOException {
    if (head == null) {
      return Trees.EMPTY;
    }
    try (RevWalk walk = new RevWalk(reader)) {
      return walk.parseCommit(head).getTree().toObjectId();
    }
  }

  private static @Nullable TreeWalk at(String path, ObjectId tree, ObjectReader reader)
      throws IOException {
    return tree.equals(Trees.EMPTY) ? null : TreeWalk.forPath(reader, path, tree);
  }
}
