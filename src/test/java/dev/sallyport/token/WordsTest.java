package dev.sallyport.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("tokens")
class WordsTest {
  @Property
  void a_byte_is_found_where_it_stands_first(@ForAll @Size(8) byte[] bytes, @ForAll byte wanted) {
    // Neighbours of what is wanted are where such searches go wrong.
    bytes[3] = (byte) (wanted ^ 1);
    bytes[6] = wanted;
    int first = 0;
    while (bytes[first] != wanted) {
      first++;
    }

    assertThat(Words.find(wanted, Words.at(bytes, 0))).isEqualTo(first);
  }

  @Property
  void a_byte_that_is_not_there_is_not_found(@ForAll byte wanted) {
    byte[] bytes = "abcdefgh".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (wanted ^ (1 << i));
    }

    assertThat(Words.find(wanted, Words.at(bytes, 0))).isEqualTo(Long.BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 15, 16, 43, 75})
  void bytes_are_the_same_unless_one_bit_of_them_differs(int length) {
    byte[] one = new byte[length + 4];
    byte[] other = new byte[length + 9];
    new Random(length).nextBytes(one);
    new Random(length + 1).nextBytes(other);
    System.arraycopy(one, 2, other, 5, length);
    assertThat(Words.areSame(one, 2, other, 5, length)).isTrue();

    for (int bit = 0; bit < length * Byte.SIZE; bit++) {
      other[5 + bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(Words.areSame(one, 2, other, 5, length)).isFalse();
      other[5 + bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }
  }
}
