package dev.unroll.bench;

import dev.unroll.bench.machine.Machine;
import dev.unroll.bench.machine.Peak;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/// JMH's results as a Markdown page, a table for each benchmark class.
final class BenchmarkPage {
  private BenchmarkPage() {}

  static String of(Collection<RunResult> results, boolean quick) {
    StringBuilder page = new StringBuilder("# Benchmarks\n\n");
    page.append("- Date: ").append(LocalDate.now(ZoneOffset.UTC)).append('\n');
    page.append("- Machine: ").append(Machine.processor()).append('\n');
    page.append("- JVM: ").append(Machine.software());
    page.append(", vectors of ").append(Peak.vectorBits()).append(" bits\n");
    if (quick) {
      page.append(
          "- Short iterations: a row with bytes allocated by the thousand was not warm yet\n");
    }
    Map<String, String> tables = new TreeMap<>();
    for (RunResult result : results) {
      BenchmarkParams parameters = result.getParams();
      String[] name = parameters.getBenchmark().split("\\.");
      tables.merge(name[name.length - 2], row(name[name.length - 1], result), String::concat);
    }
    tables.forEach(
        (name, rows) ->
            page.append("\n## ")
                .append(name)
                .append("\n\n")
                .append("| benchmark | parameters | µs | GFLOP/s | of the FMA peak | GB/s |")
                .append(" bytes allocated |\n")
                .append("|---|---|--:|--:|--:|--:|--:|\n")
                .append(rows));
    return page.toString();
  }

  private static String row(String method, RunResult result) {
    BenchmarkParams parameters = result.getParams();
    String values =
        parameters.getParamsKeys().stream()
            .map(key -> key + " " + parameters.getParam(key))
            .collect(Collectors.joining(", "));
    return "| %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            method,
            values,
            number(result.getPrimaryResult(), 2),
            number(result.getSecondaryResults().get("rate.flop"), 1),
            number(result.getSecondaryResults().get("rate.peak"), 1),
            number(result.getSecondaryResults().get("rate.bytes"), 1),
            number(result.getSecondaryResults().get("gc.alloc.rate.norm"), 0));
  }

  private static String number(Result<?> result, int digits) {
    return result == null
        ? "—"
        : String.format(Locale.ROOT, "%." + digits + "f", result.getScore());
  }
}
