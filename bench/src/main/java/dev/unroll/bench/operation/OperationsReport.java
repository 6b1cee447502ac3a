package dev.unroll.bench.operation;

import dev.unroll.bench.machine.Machine;
import dev.unroll.kernels.Kernels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes the table of all operations, Markdown, to standard output: the largest gradient errors, which it
/// reads from standard input as `dev.unroll.autograd.op.GradientErrors` of autograd's tests writes them,
/// and times that it measures itself. The table says how it is made.
public final class OperationsReport {
  private static final String HEAD =
      """
      # Operations

      Every differentiable operation, with the largest gradient error seen and its time.

      - **Largest gradient error**: over %s fixed, seeded draws of every case of the tests (extents 0 to 4,
        broadcasting, `lengths`), %s elements of gradients in all, the largest of
        `|float32 gradient − reference| / max(1, largest |reference| of that gradient)`. The reference is
        the operation's equation written out in double, differentiated by central differences with a
        Richardson step; it shares no code with the library. One rounding of float32 is 6.0e-08. The tests
        fail where an error is above `16·depth·2⁻²³`, the depth being the longest chain of roundings;
        *of allowed* is the largest share of that.
      - **Time**: forward and backward on a tape with the gradients to all inputs, one thread, kernel set
        %s, median over 101 rounds of 0.3 ms or one call; a quick look, not JMH. JMH's own, in processes
        of their own:
        `java --add-modules jdk.incubator.vector -cp "bench/target/classes:bench/target/lib/*" \
      dev.unroll.bench.Benchmarks OperationBenchmark`.
      - Measured %s on %s; %s.

      Made by, after `mvn package -DskipTests`:

          java -cp "autograd/target/test-classes:bench/target/lib/*" dev.unroll.autograd.op.GradientErrors |
            java --add-modules jdk.incubator.vector -cp "bench/target/classes:bench/target/lib/*" \\
              dev.unroll.bench.operation.OperationsReport > autograd/OPERATIONS.md

      | operation | class | what | largest gradient error | of allowed | forward + backward µs | at |
      |---|---|---|---:|---:|---:|---|
      """;

  private OperationsReport() {}

  /// What was seen of one case.
  ///
  /// @param share the largest of error over allowed error
  private record Seen(double error, double share) {
    Seen worse(Seen other) {
      return new Seen(Math.max(error, other.error), Math.max(share, other.share));
    }
  }

  /// Reads errors, measures times, writes the table.
  public static void main(String[] args) throws IOException {
    Map<String, Seen> seen = new HashMap<>();
    long elements = 0;
    String draws = "";
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    // name, draws, elements, error, share
    for (String line : in.lines().toList()) {
      String[] fields = line.split("\t");
      draws = fields[1];
      elements += Long.parseLong(fields[2]);
      Seen each = new Seen(Double.parseDouble(fields[3]), Double.parseDouble(fields[4]));
      seen.merge(fields[0].replace(" on tokens", ""), each, Seen::worse);
    }
    List<String> missing =
        OperationList.ALL.stream()
            .map(OperationWork::name)
            .filter(name -> !seen.containsKey(name))
            .toList();
    if (!missing.isEmpty()) {
      System.err.println("no gradient errors on standard input for " + missing);
      System.exit(2);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.print(
        HEAD.formatted(
            draws,
            String.format(Locale.ROOT, "%,d", elements),
            Kernels.active().name(),
            LocalDate.now(ZoneOffset.UTC),
            Machine.processor(),
            Machine.software()));
    for (OperationWork work : OperationList.ALL) {
      Seen each = seen.get(work.name());
      OperationRun run = new OperationRun(work, Kernels.active());
      double microseconds = QuickTimer.microseconds(run::run)[0];
      out.printf(
          Locale.ROOT,
          "| %s | `%s` | %s | %.1e | %.0f %% | %.1f | %s |%n",
          work.name(),
          work.operation().getSimpleName(),
          work.what(),
          each.error(),
          100 * each.share(),
          microseconds,
          work.shape());
    }
  }
}
