package dev.unroll.spark;

import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Kernels;
import dev.unroll.models.training.Trainer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/// Spark for the tests: threads of this process, or processes of this machine.
final class Sparks {
  private Sparks() {}

  /// So many threads.
  static JavaSparkContext threads(int cores) {
    return new JavaSparkContext(conf("local[" + cores + "]"));
  }

  /// So many executors of one core each, all there.
  static JavaSparkContext processes(int executors) throws Exception {
    return processes(executors, jars());
  }

  /// As [#processes(int)], with another build of the library than this process has.
  static JavaSparkContext processesOfAnotherBuild(int executors) throws Exception {
    List<String> jars = jars();
    Path changed = Files.createTempFile("unroll-changed", ".jar");
    changed.toFile().deleteOnExit();
    Files.copy(Path.of(jars.getFirst()), changed, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem jar = FileSystems.newFileSystem(changed)) {
      Files.write(jar.getPath("Added.class"), new byte[] {1});
    }
    jars.set(0, changed.toString());
    return processes(executors, jars);
  }

  private static JavaSparkContext processes(int executors, List<String> jars) throws Exception {
    SparkConf conf =
        conf("local-cluster[" + executors + ",1,1024]")
            .set("spark.executor.memory", "512m")
            .set("spark.jars", String.join(",", jars));
    JavaSparkContext context = new JavaSparkContext(conf);
    awaitExecutors(context, executors);
    return context;
  }

  private static SparkConf conf(String master) {
    return new SparkConf()
        .setMaster(master)
        .setAppName("unroll")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s");
  }

  /// Barrier jobs want their slots at once.
  static void awaitExecutors(JavaSparkContext context, int executors) throws Exception {
    long end = System.nanoTime() + 60_000_000_000L;
    while (context.statusTracker().getExecutorInfos().length < executors + 1) { // and the driver
      if (System.nanoTime() > end) {
        throw new IllegalStateException("expected " + executors + " executors within a minute");
      }
      Thread.sleep(50);
    }
  }

  /// The process of each executor.
  static List<Long> processes(JavaSparkContext context, int executors) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 4 * executors; i++) {
      numbers.add(i);
    }
    return context
        .parallelize(numbers, numbers.size())
        .map(
            i -> {
              Thread.sleep(50); // so that each executor has its share
              return ProcessHandle.current().pid();
            })
        .distinct()
        .collect();
  }

  /// The jars that executors need: those of this process, made from directories where they are none.
  private static List<String> jars() throws IOException, URISyntaxException {
    List<String> jars = new ArrayList<>();
    for (Class<?> each :
        List.of(
            Tensor.class,
            Kernels.class,
            Tape.class,
            Trainer.class,
            SparkTrainer.class,
            Sparks.class)) {
      Path source = Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI());
      jars.add((Files.isDirectory(source) ? jar(source, each) : source).toString());
    }
    return jars;
  }

  private static Path jar(Path directory, Class<?> of) throws IOException {
    Path file = Files.createTempFile("unroll-" + of.getSimpleName(), ".jar");
    file.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out);
        Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(directory.relativize(each).toString()));
        Files.copy(each, jar);
      }
    }
    return file;
  }
}
