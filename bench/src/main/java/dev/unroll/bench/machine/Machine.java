package dev.unroll.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What the machine and the JVM call themselves.
public final class Machine {
  private Machine() {}

  /// The processor and its caches.
  public static String processor() {
    // where it is not Linux, the architecture must do
    String name = System.getProperty("os.arch");
    List<String> fields = description();
    if (!fields.isEmpty()) {
      name =
          "%s (family %s, model %s)"
              .formatted(
                  field(fields, "model name", name),
                  field(fields, "cpu family", "?"),
                  field(fields, "model", "?"));
    }
    return "%s, %d cores; caches %d KB L1d, %d KB L2, %d KB L3"
        .formatted(
            name,
            Runtime.getRuntime().availableProcessors(),
            MemoryLevel.L1.capacity() >> 10,
            MemoryLevel.L2.capacity() >> 10,
            MemoryLevel.L3.capacity() >> 10);
  }

  /// Bytes of L2 as AMD's processors describe themselves where a virtual machine lists no caches.
  static long describedL2(long otherwise) {
    List<String> fields = description();
    String size = field(fields, "cache size", "").replace(" KB", "");
    boolean told = field(fields, "vendor_id", "").equals("AuthenticAMD") && size.matches("\\d+");
    return told ? Long.parseLong(size) << 10 : otherwise;
  }

  /// What Linux tells of the first processor, line by line; nothing elsewhere.
  private static List<String> description() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.takeWhile(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String field(List<String> lines, String name, String otherwise) {
    for (String line : lines) {
      String[] parts = line.split(":", 2);
      if (parts.length == 2 && parts[0].strip().equals(name)) {
        return parts[1].strip();
      }
    }
    return otherwise;
  }

  /// The JVM and the operating system.
  public static String software() {
    return String.format(
        Locale.ROOT,
        "%s %s, %s %s",
        System.getProperty("java.vm.name"),
        System.getProperty("java.vm.version"),
        System.getProperty("os.name"),
        System.getProperty("os.version"));
  }
}
