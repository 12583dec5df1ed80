package dev.sallyport.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is signed in two parts is what the platform's own HMAC makes of the whole.
@Tag("tokens")
class HmacTest {
  private final Random random = new Random(20_261_127);

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] byThePlatform(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void it_is_that_of_rfc_4231() {
    byte[] key = new byte[131];
    Arrays.fill(key, (byte) 0xaa);
    byte[] text = "Test Using Larger Than Block-Size Key - Hash Key First".getBytes();

    assertThat(Hmac.of(key).sign(text, 0, text.length))
        .isEqualTo(
            HexFormat.of()
                .parseHex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 63, 64, 65, 200})
  void of_any_key_and_beginning_it_is_the_platforms(int keyLength) {
    byte[] key = bytes(keyLength);
    byte[] text = bytes(300);
    for (int beginning = 0; beginning <= text.length; beginning++) {
      Hmac begun = Hmac.of(key).after(Arrays.copyOf(text, beginning));

      assertThat(begun.sign(text, beginning, text.length)).isEqualTo(byThePlatform(key, text));
    }
  }

  @Test
  void many_sign_with_one_at_the_same_time() {
    byte[] key = bytes(32);
    Hmac hmac = Hmac.of(key);

    IntStream.range(0, 2_000)
        .parallel()
        .forEach(
            i -> {
              byte[] text = new byte[i % 200];
              Arrays.fill(text, (byte) i);
              assertThat(hmac.sign(text, 0, text.length)).isEqualTo(byThePlatform(key, text));
            });
  }
}
