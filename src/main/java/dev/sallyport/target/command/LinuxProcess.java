package dev.sallyport.target.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A process as Linux shows it under `/proc` (proc(5)); elsewhere there are none to see.
record LinuxProcess(long pid, char state, long parent, long group, long session) {
  private static final Path PROC = Path.of("/proc");

  /// The most bytes of an environment that are searched for a mark.
  private static final int MOST_ENVIRONMENT = 4 << 20;

  static Map<Long, LinuxProcess> all() {
    Map<Long, LinuxProcess> all = new HashMap<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path folder : folders) {
        read(folder).ifPresent(process -> all.put(process.pid(), process));
      }
    } catch (IOException notLinux) {
      return Map.of();
    }
    return all;
  }

  /// Its `stat`: the name in parentheses may hold anything, so the fields count from its end.
  private static Optional<LinuxProcess> read(Path folder) {
    try {
      String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 6);
      return Optional.of(
          new LinuxProcess(
              Long.parseLong(folder.getFileName().toString()),
              fields[0].charAt(0),
              Long.parseLong(fields[1]),
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3])));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException ended) {
      return Optional.empty();
    }
  }

  /// It has ended, and nobody has asked how.
  boolean isZombie() {
    return state == 'Z' || state == 'X';
  }

  /// Whether that entry stands in its environment; no where it may not be read.
  boolean bears(String mark) {
    if (isZombie()) {
      return false;
    }
    try (var in = Files.newInputStream(PROC.resolve(Long.toString(pid)).resolve("environ"))) {
      String environment = new String(in.readNBytes(MOST_ENVIRONMENT), StandardCharsets.ISO_8859_1);
      return environment.startsWith(mark + '\0') || environment.contains('\0' + mark + '\0');
    } catch (IOException notOurs) {
      return false;
    }
  }
}
