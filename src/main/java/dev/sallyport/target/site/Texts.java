package dev.sallyport.target.site;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Text to bytes and back without silent replacement, and what git takes for text.
final class Texts {
  /// How far git looks for a NUL before it takes a file for text (its `buffer_is_binary`).
  private static final int LOOKED_AT = 8_000;

  private Texts() {}

  /// The text's UTF-8 bytes; empty when it holds a lone surrogate.
  static Optional<byte[]> utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return Optional.of(exact);
    } catch (CharacterCodingException loneSurrogate) {
      return Optional.empty();
    }
  }

  /// The bytes as text; empty when they are not UTF-8 or look binary.
  static Optional<String> text(byte[] bytes) {
    if (isBinary(bytes)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  static boolean isBinary(byte[] bytes) {
    for (int at = 0; at < Math.min(bytes.length, LOOKED_AT); at++) {
      if (bytes[at] == 0) {
        return true;
      }
    }
    return false;
  }
}
