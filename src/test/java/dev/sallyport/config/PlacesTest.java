package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("validation")
class PlacesTest {
  private final Places places = new Places(Path.of("/etc/sallyport"), Path.of("/srv/gate"));

  @ParameterizedTest
  @CsvSource({
    "./var/blog.git, /srv/gate/blog.git",
    "var/blog.git, /srv/gate/blog.git",
    "./var, /srv/gate",
    "./var/../site, /etc/sallyport/site",
    "./site, /etc/sallyport/site",
    "../site, /etc/site",
    "./variety, /etc/sallyport/variety",
    "/var/www, /var/www",
  })
  void what_begins_with_var_lies_in_the_data_folder_and_the_rest_beside_the_file(
      String text, String path) {
    assertThat(places.resolve(text)).contains(Path.of(path));
  }

  @Test
  void the_store_moves_with_the_data_folder() {
    assertThat(places.storeUrl("sqlite:./var/sallyport.db"))
        .contains(new StoreUrl.Sqlite(Path.of("/srv/gate/sallyport.db")));
    assertThat(places.storeUrl("sqlite:/tmp/a.db"))
        .contains(new StoreUrl.Sqlite(Path.of("/tmp/a.db")));
  }

  @Test
  void what_is_no_path_leads_nowhere() {
    assertThat(places.resolve("")).isEmpty();
    assertThat(places.resolve("a\0b")).isEmpty();
    assertThat(places.resolve("a".repeat(5000))).isEmpty();
  }
}
