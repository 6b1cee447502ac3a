package dev.unroll.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The levels of memory, with their sizes on this machine.
public enum MemoryLevel {
  L1(1, 32 << 10),
  L2(2, 1 << 20),
  L3(3, 32 << 20),
  MEMORY(0, Long.MAX_VALUE);

  private final long capacity;

  MemoryLevel(int level, long usual) {
    capacity =
        level == 0
            ? usual
            : listed(level).orElseGet(() -> level == 2 ? Machine.describedL2(usual) : usual);
  }

  /// Bytes it holds; those of its usual kind where the machine does not tell.
  public long capacity() {
    return capacity;
  }

  /// The level that holds data of this many bytes while work on them goes round and round.
  public static MemoryLevel of(double bytes) {
    for (MemoryLevel level : values()) {
      if (bytes <= level.capacity) {
        return level;
      }
    }
    return MEMORY;
  }

  /// Bytes to measure the level's bandwidth with: well within it, well past the level before.
  public int probeBytes() {
    return switch (this) {
      case L1 -> (int) (capacity / 2);
      case L2 -> (int) (capacity / 2);
      case L3 -> (int) (Math.min(capacity, 64L << 20) / 4);
      case MEMORY -> 256 << 20;
    };
  }

  /// The size of the data or unified cache of a level as Linux tells it, like `1024K`.
  private static Optional<Long> listed(int level) {
    for (int index = 0; index < 8; index++) {
      Path cache = Path.of("/sys/devices/system/cpu/cpu0/cache/index" + index);
      try {
        if (Files.readString(cache.resolve("level")).strip().equals(Integer.toString(level))
            && !Files.readString(cache.resolve("type")).strip().equals("Instruction")) {
          String size = Files.readString(cache.resolve("size")).strip();
          return Optional.of(Long.parseLong(size.replace("K", "")) << 10);
        }
      } catch (IOException | NumberFormatException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
