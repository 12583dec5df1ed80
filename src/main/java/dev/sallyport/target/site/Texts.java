package dev.sallyport.target.site;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Text to bytes and back without silent replacement, and what is taken for text.
final class Texts {
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

  /// Whether there is a NUL in it. Git looks for one in the first 8,000 bytes alone (its
  /// `buffer_is_binary`); but no diff with a NUL is shown, since not every store can keep one.
  static boolean isBinary(byte[] bytes) {
    for (byte each : bytes) {
      if (each == 0) {
        return true;
      }
    }
    return false;
  }
}
