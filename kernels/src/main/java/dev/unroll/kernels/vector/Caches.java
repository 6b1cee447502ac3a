package dev.unroll.kernels.vector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The sizes of the caches of one core in bytes, where Linux tells them, else those of the smallest
/// machines that have vectors worth the name.
public final class Caches {
  /// The second level's.
  public static final int L2 =
      level2(Path.of("/sys/devices/system/cpu/cpu0/cache"), Path.of("/proc/cpuinfo"));

  private static final int SMALL = 512 << 10;

  private Caches() {}

  /// The second level's size from a directory with one entry for each cache; where a virtual machine has none, from the
  /// processors' description, whose one size is the second level's on AMD's (on Intel's the last level's).
  static int level2(Path caches, Path processors) {
    for (int index = 0; index < 8; index++) {
      Path cache = caches.resolve("index" + index);
      try {
        if (read(cache, "level").equals("2") && !read(cache, "type").equals("Instruction")) {
          return bytes(read(cache, "size"), "K");
        }
      } catch (IOException | NumberFormatException | SecurityException e) {
        break;
      }
    }
    // the first processor's lines alone: some machines take milliseconds for those of all
    try (Stream<String> all = Files.lines(processors)) {
      List<String> lines = all.takeWhile(line -> !line.isBlank()).toList();
      if (value(lines, "vendor_id").equals("AuthenticAMD")) {
        return bytes(value(lines, "cache size"), " KB");
      }
    } catch (IOException | UncheckedIOException | NumberFormatException | SecurityException e) {
      return SMALL;
    }
    return SMALL;
  }

  /// What stands behind `name` and a colon on the first line of it; empty where there is none.
  private static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static int bytes(String size, String unit) {
    return Math.clamp(Integer.parseInt(size.replace(unit, "")), 16, 1 << 18) << 10;
  }

  private static String read(Path cache, String name) throws IOException {
    return Files.readString(cache.resolve(name)).strip();
  }
}
