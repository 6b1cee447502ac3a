package dev.unroll.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachesTest {
  private static final int KB = 1 << 10;

  @TempDir Path machine;

  @Test
  void readsTheSecondLevelOfDataAmongOtherCaches() throws IOException {
    cache(0, "1", "Data", "32K");
    cache(1, "1", "Instruction", "64K");
    cache(2, "2", "Unified", "1280K");
    cache(3, "3", "Unified", "32768K");
    assertEquals(1280 * KB, Caches.level2(machine, processors("AuthenticAMD", "512 KB")));
  }

  @Test
  void readsAnAmdProcessorsDescriptionWhereNoCacheIsListed() throws IOException {
    assertEquals(1024 * KB, Caches.level2(machine, processors("AuthenticAMD", "1024 KB")));
  }

  @Test
  void takesTheLastLevelsSizeOfOtherProcessorsForNoneOfTheSecond() throws IOException {
    assertEquals(512 * KB, Caches.level2(machine, processors("GenuineIntel", "107520 KB")));
  }

  @Test
  void takesASmallCacheForGrantedWhereNothingIsTold() throws IOException {
    assertEquals(512 * KB, Caches.level2(machine, machine.resolve("absent")));
    assertEquals(512 * KB, Caches.level2(machine, processors("AuthenticAMD", "unknown")));
  }

  private void cache(int index, String level, String type, String size) throws IOException {
    Path cache = Files.createDirectories(machine.resolve("index" + index));
    Files.writeString(cache.resolve("level"), level + "\n");
    Files.writeString(cache.resolve("type"), type + "\n");
    Files.writeString(cache.resolve("size"), size + "\n");
  }

  private Path processors(String vendor, String size) throws IOException {
    String text = "processor\t: 0\nvendor_id\t: " + vendor + "\ncache size\t: " + size + "\n\n";
    return Files.writeString(machine.resolve("cpuinfo"), text + text);
  }
}
