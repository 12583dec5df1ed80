package dev.sallyport.target.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Bringing many files to the disk.
class ForcingTest {
  private static final List<Path> MANY =
      IntStream.range(0, 1000).mapToObj(number -> Path.of("file-" + number)).toList();

  private final Set<Path> forced = ConcurrentHashMap.newKeySet();

  @Test
  void every_file_is_forced() throws IOException {
    Forcing.force(MANY, new Watched("none"));

    assertThat(forced).hasSize(MANY.size());
  }

  @Test
  void one_that_fails_fails_all_of_it() {
    assertThatThrownBy(() -> Forcing.force(MANY, new Watched("file-20")))
        .isInstanceOf(IOException.class)
        .hasMessage("file-20");
  }

  @Test
  void none_and_one_are_fine_too() throws IOException {
    Forcing.force(List.of(), new Watched("none"));
    Forcing.force(MANY.subList(0, 1), new Watched("none"));

    assertThat(forced).containsExactly(MANY.getFirst());
  }

  private final class Watched extends ReleaseFiles {
    private final String failing;

    Watched(String failing) {
      this.failing = failing;
    }

    @Override
    void force(Path path) throws IOException {
      if (path.toString().equals(failing)) {
        throw new IOException(failing);
      }
      forced.add(path);
    }
  }
}
