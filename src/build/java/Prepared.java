import dev.sallyport.store.sqlite.EmptyFile;
import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Writes down, beside the classes, what a gate would work out at each start and always alike: the
/// contract in a form that a machine reads quickly, and a store's file with every table and
/// nothing in them.
///
/// Run by the build, with the classes and the libraries on the class path:
/// `java -cp CLASSES:LIBRARIES Prepared.java CLASSES`
final class Prepared {
  private Prepared() {}

  public static void main(String[] arguments) throws IOException {
    Path classes = Path.of(arguments[0]);
    JsonMapper.shared()
        .writeValue(
            classes.resolve("openapi.json"),
            new YAMLMapper().readTree(classes.resolve("openapi.yaml")));
    EmptyFile.make(classes.resolve("db/sqlite/empty.db"));
  }
}
