package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.training.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoriesTest {
  @TempDir private Path base;
  private RunDirectories directories;

  @BeforeEach
  void setUp() {
    directories = new RunDirectories(base);
  }

  private Path run(String name, int second) throws IOException {
    Path directory = Files.createDirectory(base.resolve(name));
    Path file = Files.createFile(directory.resolve(RunDirectory.LATEST));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1000L * second));
    return directory;
  }

  @Test
  void theLatestIsTheOneThatWasWrittenToLast() throws IOException {
    assertEquals(Optional.empty(), directories.latest());
    run("unroll-model", 5);
    Path third = run("unroll-model-3", 9);
    run("unroll-model-4", 7);
    run("unroll-model-old", 20);
    assertEquals(Optional.of(third), directories.latest());
    assertEquals(third, directories.toResume(null));
  }

  @Test
  void whatAKilledRunLeftHidesNoGoodOne() throws IOException {
    Path good = run("unroll-model", 5);
    Files.createDirectory(base.resolve("unroll-model-2"));
    Files.createFile(Files.createDirectory(base.resolve("unroll-model-3")).resolve(".lock"));
    assertEquals(Optional.of(good), directories.latest());
    try (RunDirectory claimed = directories.claimNew(null)) {
      assertEquals(base.resolve("unroll-model-4"), claimed.path());
    }
  }

  @Test
  void runsThatBeginAtOnceGetDirectoriesOfTheirOwn() throws Exception {
    int threads = 4;
    int rounds = 150;
    for (int round = 0; round < rounds; round++) {
      Files.createDirectory(base.resolve("round-" + round));
    }
    CyclicBarrier begin = new CyclicBarrier(threads);
    Queue<Path> claimed = new ConcurrentLinkedQueue<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Callable<Void>> claims =
          Collections.nCopies(
              threads,
              () -> {
                for (int round = 0; round < rounds; round++) {
                  RunDirectories fresh = new RunDirectories(base.resolve("round-" + round));
                  begin.await(10, TimeUnit.SECONDS);
                  claimed.add(fresh.claimNew(null).path());
                }
                return null;
              });
      for (Future<Void> each : executor.invokeAll(claims)) {
        each.get();
      }
    }
    assertEquals(threads * rounds, claimed.stream().distinct().count());
  }

  @Test
  void aDirectoryWithARunIsRefused() throws IOException {
    Path run = run("mine", 1);
    String message = assertThrows(IOException.class, () -> directories.claimNew(run)).getMessage();
    assertTrue(message.contains("unroll resume"), message);
    directories.claimNew(base.resolve("other")).close();
    directories.claimNew(base.resolve("other")).close();
  }

  @Test
  void aSecondRunInOneDirectoryIsRefused() throws IOException {
    Path mine = base.resolve("mine");
    try (RunDirectory claimed = directories.claimNew(mine)) {
      for (int i = 0; i < 2; i++) {
        String message =
            assertThrows(IOException.class, () -> directories.claimNew(mine)).getMessage();
        assertTrue(message.contains("is going on"), message);
      }
      assertTrue(Files.isDirectory(claimed.path()));
    }
  }

  @Test
  void whatWasMadeForNothingGoesAgain() throws IOException {
    Path mine = base.resolve("mine");
    ClaimedRun.of(directories, mine).close();
    assertFalse(Files.exists(mine));
    try (ClaimedRun run = ClaimedRun.of(directories, mine)) {
      Files.createFile(run.directory().latest());
    }
    assertTrue(Files.exists(mine.resolve(RunDirectory.LATEST)));
    Path before = Files.createDirectory(base.resolve("before"));
    ClaimedRun.of(directories, before).close();
    assertTrue(Files.exists(before));
  }
}
