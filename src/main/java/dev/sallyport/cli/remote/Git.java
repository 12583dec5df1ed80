package dev.sallyport.cli.remote;

import dev.sallyport.cli.terminal.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `git` of whoever runs the command, asked about one folder; it changes nothing.
final class Git {
  /// The most bytes of one answer.
  static final int MOST_BYTES = 32 << 20;

  private final Path folder;

  Git(Path folder) {
    this.folder = folder;
  }

  /// What it says in one line, or nothing where it says no.
  Optional<String> run(String... arguments) {
    Said said = ask(arguments);
    return said.status == 0 ? Optional.of(said.text.strip()) : Optional.empty();
  }

  /// What it says between NULs.
  List<String> fields(String... arguments) {
    Said said = ask(arguments);
    if (said.status != 0) {
      throw new CommandException(
          "git %s failed in %s; see what it says there.".formatted(arguments[0], folder));
    }
    return said.text.isEmpty()
        ? List.of()
        : List.of(said.text.substring(0, said.text.length() - 1).split("\0", -1));
  }

  private record Said(int status, String text) {}

  private Said ask(String... arguments) {
    // Neither the index nor anything else is written, and no program that a folder's configuration
    // names is started.
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "--no-optional-locks",
                "-C",
                folder.toString(),
                "-c",
                "core.fsmonitor=false"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      try (InputStream out = process.getInputStream()) {
        byte[] said = out.readNBytes(MOST_BYTES + 1);
        if (said.length > MOST_BYTES) {
          process.destroy();
          throw new CommandException("git has too much to say about %s.".formatted(folder));
        }
        return new Said(process.waitFor(), FileContent.text(said));
      }
    } catch (CharacterCodingException e) {
      throw new CommandException(
          "A file in %s has a name that is not UTF-8; it cannot be proposed.".formatted(folder));
    } catch (IOException e) {
      throw new CommandException("git cannot be run; --from-git needs it.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted while git was asked.");
    }
  }
}
