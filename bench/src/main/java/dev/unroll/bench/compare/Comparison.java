package dev.unroll.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/// Runs the comparison with the peers on the class path, one process a row, and writes the report.
///
/// Arguments: `--quick` for fewer rows and shorter rounds; `--rows REGEX` for the rows whose name
/// contains a match, or the name of a row with extents of your own (`lstm/forward/30x16x300x300`); `--out DIRECTORY` for where `RESULTS.md` and `roofline.png` go, else they are not
/// written; `--list` prints the names of the rows and ends.
public final class Comparison {
  /// Variables that make a peer choose slower code than the machine has, or more threads.
  private static final List<String> FOREIGN =
      List.of(
          "OPENBLAS_CORETYPE",
          "OPENBLAS_VERBOSE",
          "MKL_ENABLE_INSTRUCTIONS",
          "MKL_DEBUG_CPU_TYPE",
          "ONEDNN_MAX_CPU_ISA",
          "DNNL_MAX_CPU_ISA",
          "ATEN_CPU_CAPABILITY",
          "NVPL_BLAS_DEBUG_CPU_TYPE",
          "LD_PRELOAD");

  private static final List<String> THREADS =
      List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS");

  /// The longest that a row may take: some ten times of what the slowest does.
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /// The status of a process that was ended by force.
  private static final int KILLED = 128 + 9;

  private Comparison() {}

  /// See above.
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean quick = false;
    List<Row> rows = Row.all();
    Path directory = null;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--rows" -> {
          try {
            rows = Row.matching(args[++i]);
          } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
          }
        }
        case "--out" -> directory = Path.of(args[++i]);
        case "--list" -> {
          Row.all().forEach(row -> System.out.println(row.task().id()));
          return;
        }
        default -> {
          System.err.println("unknown argument " + args[i]);
          System.exit(2);
        }
      }
    }
    run(rows, quick, directory);
  }

  private static void run(List<Row> rows, boolean quick, Path directory)
      throws IOException, InterruptedException {
    List<String> versions = new ArrayList<>();
    ServiceLoader.load(PeerProvider.class).forEach(peer -> versions.add(peer.version()));
    List<Result> results = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    Peaks peaks = Peaks.measure(quick);
    System.out.println(peaks);
    for (Row row : rows) {
      if (row.quick() || !quick) {
        try {
          Result result = process(row, quick);
          results.add(result);
          System.out.println(Report.line(result));
          if (directory != null) { // so that an interrupted run loses nothing
            write(Report.markdown(results, failures, peaks, versions, quick), directory);
          }
        } catch (IllegalStateException e) {
          failures.add(row.task().id() + ": " + e.getMessage());
          System.out.println("FAILED " + row.task().id() + ": " + e.getMessage());
        }
      }
    }
    String report = Report.markdown(results, failures, peaks, versions, quick);
    if (directory == null) {
      System.out.println(report);
    } else {
      write(report, directory);
      Roofline.write(results, peaks, directory.resolve("roofline.png"));
      System.out.println("wrote " + directory.resolve("RESULTS.md"));
    }
    if (!failures.isEmpty()) {
      System.exit(1);
    }
  }

  private static void write(String report, Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("RESULTS.md"), report);
  }

  private static Result process(Row row, boolean quick) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms3g",
            "-Xmx3g",
            "--add-modules",
            "jdk.incubator.vector",
            "-Dunroll.kernels=vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:ErrorFile=" + Path.of(System.getProperty("java.io.tmpdir"), "unroll-row-%p.log"),
            "-Dorg.bytedeco.javacpp.nopointergc=true",
            "-cp",
            System.getProperty("java.class.path"),
            RowProcess.class.getName(),
            row.task().id(),
            quick ? "quick" : "full");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    FOREIGN.forEach(builder.environment()::remove);
    String threads = Integer.toString(row.task().threads());
    THREADS.forEach(name -> builder.environment().put(name, threads));
    List<String> lines = new ArrayList<>();
    List<String> others = new ArrayList<>();
    boolean ended =
        output(builder, LIMIT, line -> (line.startsWith(Result.MARK) ? lines : others).add(line));
    if (!ended || lines.isEmpty()) {
      others.removeIf(line -> line.contains("Using incubator modules"));
      throw new IllegalStateException(String.join("\n  ", others));
    }
    return Result.parse(row, lines);
  }

  /// Runs a process and hands on its output line by line. One that has not ended in time is ended, so that a row that
  /// hangs costs the comparison one row.
  ///
  /// @return whether it ended by itself, with status 0
  static boolean output(ProcessBuilder builder, Duration limit, Consumer<String> lines)
      throws IOException, InterruptedException {
    Process process = builder.start();
    // the end of the process ends its output, too
    Thread watch =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    if (!process.waitFor(limit)) {
                      process.descendants().forEach(ProcessHandle::destroyForcibly);
                      process.destroyForcibly();
                    }
                  } catch (InterruptedException ended) {
                    // the process has ended
                  }
                });
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      output.lines().forEach(lines);
    }
    int status = process.waitFor();
    watch.interrupt();
    watch.join();
    if (status == KILLED) {
      lines.accept("stopped after " + limit.toSeconds() + " s");
    }
    return status == 0;
  }
}
