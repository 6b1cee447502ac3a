package dev.unroll.kernels.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The sizes of the caches of one core in bytes, where Linux tells them, else those of the smallest
/// machines that have vectors worth the name.
public final class Caches {
  /// The second level's.
  public static final int L2 = size(2, 512 << 10);

  private Caches() {}

  private static int size(int level, int otherwise) {
    for (int index = 0; index < 8; index++) {
      Path cache = Path.of("/sys/devices/system/cpu/cpu0/cache/index" + index);
      try {
        if (read(cache, "level").equals(Integer.toString(level))
            && !read(cache, "type").equals("Instruction")) {
          int kilobytes = Integer.parseInt(read(cache, "size").replace("K", ""));
          return Math.clamp(kilobytes, 16, 1 << 18) << 10;
        }
      } catch (IOException | NumberFormatException | SecurityException e) {
        return otherwise;
      }
    }
    return otherwise;
  }

  private static String read(Path cache, String name) throws IOException {
    return Files.readString(cache.resolve(name)).strip();
  }
}
