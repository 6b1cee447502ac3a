package dev.unroll.bench;

import dev.unroll.bench.machine.Peak;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// Adds GFLOP/s, GB/s and the percentage of the machine's peak to a benchmark that measures the
/// average time of a call. The peak of fused multiply-adds is measured in the benchmark's own
/// JVM before each iteration and the best so far counts, so that both saw the same machine in the same
/// minute.
///
/// The benchmark's set-up says what a call does: [#declare].
public final class RateProfiler implements InternalProfiler {
  private static volatile Work work;

  private double peakGflops;

  /// Made by JMH.
  public RateProfiler() {}

  /// What one call of the benchmark in this JVM does.
  public static void declare(Work declared) {
    work = declared;
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    if (work != null && work.flop() > 0) {
      peakGflops = Math.max(peakGflops, Peak.fmaGflops(200_000_000L));
    }
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    List<ScalarResult> rates = new ArrayList<>();
    if (work != null && benchmark.getMode() == Mode.AverageTime) {
      double nanoseconds =
          result.getPrimaryResult().getScore()
              * TimeUnit.NANOSECONDS.convert(1, benchmark.getTimeUnit());
      if (work.flop() > 0) {
        double gflops = work.flop() / nanoseconds;
        rates.add(rate("rate.flop", gflops, "GFLOP/s"));
        rates.add(rate("rate.peak", 100 * gflops / peakGflops, "% of FMA peak"));
      }
      if (work.bytes() > 0) {
        rates.add(rate("rate.bytes", work.bytes() / nanoseconds, "GB/s"));
      }
    }
    return rates;
  }

  private static ScalarResult rate(String label, double value, String unit) {
    return new ScalarResult(label, value, unit, AggregationPolicy.AVG);
  }

  @Override
  public String getDescription() {
    return "GFLOP/s, GB/s and the percentage of the measured peak";
  }
}
