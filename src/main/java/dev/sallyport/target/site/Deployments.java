package dev.sallyport.target.site;

import dev.sallyport.domain.ChangeId;
import dev.sallyport.domain.ExecutionId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Which execution published which commit: one small file each in `deployments`, beside the
/// releases and outside all of them, written before `current` is switched.
final class Deployments {
  /// How many records are kept; the newest.
  static final int MOST_KEPT = 500;

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String WRITING = ".writing-";

  private final Path folder;
  private final ReleaseFiles files;

  Deployments(Path publish, ReleaseFiles files) {
    this.folder = publish.resolve("deployments");
    this.files = files;
  }

  /// @param before the commit that was published until then; null for the first
  record Deployment(
      ExecutionId execution,
      ChangeId change,
      ObjectId commit,
      @Nullable ObjectId before,
      Instant at) {}

  void record(Deployment deployment) throws IOException {
    files.createFolder(folder);
    ObjectNode json = JSON.createObjectNode();
    json.put("execution", deployment.execution().value());
    json.put("change", deployment.change().value());
    json.put("commit", deployment.commit().name());
    if (deployment.before() != null) {
      json.put("before", deployment.before().name());
    }
    json.put("at", deployment.at().toString());
    Path writing = folder.resolve(WRITING + deployment.execution());
    files.delete(writing);
    try {
      files.write(writing, new ByteArrayInputStream(JSON.writeValueAsBytes(json)), false);
      files.force(writing);
      files.rename(writing, file(deployment.execution()));
      files.force(folder);
    } catch (IOException failed) {
      files.delete(writing);
      throw failed;
    }
  }

  Optional<Deployment> of(ExecutionId execution) throws IOException {
    Path file = file(execution);
    return Files.isRegularFile(file) ? read(file) : Optional.empty();
  }

  /// Every record, newest first.
  List<Deployment> newestFirst() throws IOException {
    List<Deployment> found = new ArrayList<>();
    for (Path path : Releases.children(folder)) {
      if (String.valueOf(path.getFileName()).endsWith(".json")) {
        read(path).ifPresent(found::add);
      }
    }
    found.sort(
        Comparator.comparing(Deployment::at)
            .thenComparing(deployment -> deployment.execution().value())
            .reversed());
    return found;
  }

  /// Removes the oldest records beyond the limit, and what a cut-off execution left half written.
  void clean() throws IOException {
    List<Deployment> all = newestFirst();
    for (Deployment old : all.subList(Math.min(MOST_KEPT, all.size()), all.size())) {
      files.delete(file(old.execution()));
    }
    for (Path path : Releases.children(folder)) {
      if (String.valueOf(path.getFileName()).startsWith(WRITING)) {
        files.delete(path);
      }
    }
  }

  private Path file(ExecutionId execution) {
    return folder.resolve(execution + ".json");
  }

  /// A record as it was written; empty when the file is not one.
  private static Optional<Deployment> read(Path file) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      String before = json.path("before").asString("");
      return Optional.of(
          new Deployment(
              new ExecutionId(json.path("execution").asString("")),
              new ChangeId(json.path("change").asString("")),
              ObjectId.fromString(json.path("commit").asString("")),
              before.isEmpty() ? null : ObjectId.fromString(before),
              Instant.parse(json.path("at").asString(""))));
    } catch (JacksonException | IllegalArgumentException | DateTimeException notARecord) {
      return Optional.empty();
    }
  }
}
