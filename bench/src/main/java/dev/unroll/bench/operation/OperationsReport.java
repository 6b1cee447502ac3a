package dev.unroll.bench.operation;

import dev.unroll.bench.machine.Machine;
import dev.unroll.kernels.Kernels;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes the table of all operations, Markdown, to standard output: the largest gradient errors, which it
/// reads from standard input as autograd's tests leave them in `autograd/target/operations.md`, and times
/// that it measures itself. The table says how it is made.
public final class OperationsReport {
  private static final String HEAD =
      """
      # Operations

      Every differentiable operation, with the largest gradient error seen and its time.

      - **Largest gradient error**: over fixed, seeded draws of every case of the tests (extents 0 to 4,
        broadcasting, `lengths`), %s derivatives in all, the largest of
        `|float32 gradient − reference| / max(1, largest |reference| of that gradient)`. The reference is
        the operation's equation written out in double, differentiated by central differences with a
        Richardson step; it shares no code with the library. One rounding of float32 is 6.0e-08. The tests
        fail where an error is above 64·2⁻²³ = 7.6e-06.
      - **Time**: forward and backward on a tape with the gradients to all inputs, one thread, kernel set
        %s, median over 101 rounds of 0.3 ms or one call: a quick look. JMH's times, in processes of
        their own: `bench/compare --jmh OperationBenchmark`.
      - Measured %s on %s; %s.

      Made by

          mvn -pl bench -am package -Dtest=OperationErrorsTest -Dsurefire.failIfNoSpecifiedTests=false
          java --add-modules jdk.incubator.vector -cp "bench/target/classes:bench/target/lib/*" \\
            dev.unroll.bench.operation.OperationsReport < autograd/target/operations.md > autograd/OPERATIONS.md

      | operation | class | what | largest gradient error | forward + backward µs | at |
      |---|---|---|---:|---:|---|
      """;

  /// A row of the errors: the name of a case and the error.
  private static final Pattern ERROR = Pattern.compile("\\| ([^|]+) \\| ([0-9.]+e[-+][0-9]+) \\|");

  private static final Pattern COUNT = Pattern.compile("([0-9]+) derivatives compared");

  private OperationsReport() {}

  /// Reads errors, measures times, writes the table.
  public static void main(String[] args) throws IOException {
    String report = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    Map<String, Double> errors = new HashMap<>();
    Matcher rows = ERROR.matcher(report);
    while (rows.find()) {
      String name = rows.group(1).replace(" on tokens", "");
      errors.merge(name, Double.valueOf(rows.group(2)), Math::max);
    }
    Matcher count = COUNT.matcher(report);
    List<String> missing =
        OperationList.ALL.stream()
            .map(OperationWork::name)
            .filter(name -> !errors.containsKey(name))
            .toList();
    if (!missing.isEmpty() || !count.find()) {
      System.err.println(
          "expected autograd/target/operations.md on standard input; missing: " + missing);
      System.exit(2);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.print(
        HEAD.formatted(
            String.format(Locale.ROOT, "%,d", Long.valueOf(count.group(1))),
            Kernels.active().name(),
            LocalDate.now(ZoneOffset.UTC),
            Machine.processor(),
            Machine.software()));
    for (OperationWork work : OperationList.ALL) {
      OperationRun run = new OperationRun(work, Kernels.active());
      double microseconds = QuickTimer.microseconds(run::run)[0];
      out.printf(
          Locale.ROOT,
          "| %s | `%s` | %s | %s | %.1f | %s |%n",
          work.name(),
          work.operation(),
          work.what(),
          error(errors.get(work.name())),
          microseconds,
          work.shape());
    }
  }

  private static String error(double error) {
    return error == 0 ? "0" : String.format(Locale.ROOT, "%.1e", error);
  }
}
