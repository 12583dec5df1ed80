package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import dev.sallyport.cli.terminal.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/// The content of files here, as an edit carries it: text as it is, anything else in base64.
final class FileContent {
  /// The most bytes of one file; no gate takes a larger body.
  static final int MOST_BYTES = 64 << 20;

  private static final String STANDARD_INPUT = "-";

  private FileContent() {}

  static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return bounded(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new CommandException("There is no file %s.".formatted(file));
    } catch (IOException e) {
      throw new CommandException("%s cannot be read.".formatted(file));
    }
  }

  /// @param file its name, or `-` for standard input
  static byte[] read(Surroundings surroundings, String file) {
    if (!file.equals(STANDARD_INPUT)) {
      return read(Path.of(file));
    }
    try {
      return bounded(surroundings.in(), "Standard input");
    } catch (IOException e) {
      throw new CommandException("Standard input cannot be read.");
    }
  }

  private static byte[] bounded(InputStream in, String name) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new CommandException(
          "%s is larger than %d bytes, which no gate takes.".formatted(name, MOST_BYTES));
    }
    return bytes;
  }

  static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /// Puts the content into an edit. What holds a NUL is no text to anybody.
  static void put(ObjectNode edit, byte[] bytes) {
    try {
      String text = text(bytes);
      if (text.indexOf('\0') < 0) {
        edit.put("content", text);
        return;
      }
    } catch (CharacterCodingException notText) {
      // Then base64 carries it.
    }
    edit.put("contentBase64", Base64.getEncoder().encodeToString(bytes));
  }
}
