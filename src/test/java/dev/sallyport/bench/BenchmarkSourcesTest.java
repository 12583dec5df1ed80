package dev.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The benchmarks are a build of their own, with libraries that the program does not have. What
/// they use of the program itself is compiled here, so that a change to it does not leave them
/// behind.
class BenchmarkSourcesTest {
  private static final Path SOURCES = Path.of("benchmarks/src/main/java/dev/sallyport");

  /// Those that use the program and no library of the benchmarks' own.
  private static List<Path> ours() throws IOException {
    try (Stream<Path> inside = Files.walk(SOURCES.resolve("store"))) {
      return Stream.concat(
              inside.filter(file -> file.toString().endsWith(".java")),
              Stream.of(
                      "postgres/Plans",
                      "sqlite/TokenFile",
                      "sqlite/GrowthComparison",
                      "Crowd",
                      "Rounds")
                  .map(name -> SOURCES.resolve("benchmarks/" + name + ".java")))
          .toList();
    }
  }

  @Test
  void whatTheyUseOfTheProgramIsThere(@TempDir Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(said, Locale.ROOT, null)) {
      compiler
          .getTask(null, files, said, options, null, files.getJavaFileObjectsFromPaths(ours()))
          .call();
    }

    assertThat(ours()).hasSizeGreaterThanOrEqualTo(6);
    assertThat(said.getDiagnostics())
        .filteredOn(one -> one.getKind() == Diagnostic.Kind.ERROR)
        .isEmpty();
  }
}
