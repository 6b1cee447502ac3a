package dev.unroll.bench.compare;

import dev.unroll.bench.Operations;
import dev.unroll.bench.Work;
import dev.unroll.bench.machine.Bandwidth;
import dev.unroll.bench.machine.MemoryLevel;
import dev.unroll.bench.machine.Peak;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The least times that a piece of work can take, one for each resource that it needs, all measured in
/// the rounds of its row. The largest is the roof that binds:
///
///     FMA     multiplications ÷ the rate of fused multiply-adds
///     issue   all operations ÷ the rate at which vector operations of all kinds begin
///     divide  divisions and square roots ÷ the rate of the unit that does both
///     L2, …   bytes ÷ the bandwidth of the level of memory that holds the data
final class Roofs {
  /// One resource's least time for the work, in nanoseconds.
  record Bound(String roof, double time) {}

  /// A loop that does nothing but use one resource, and what share of a call the work needs.
  private record Resource(String roof, Runnable loop, double calls) {}

  private final List<Resource> resources = new ArrayList<>();

  /// @param threads how many threads share the arithmetic
  Roofs(Work work, int threads) {
    Operations operations = work.operations();
    float[] operands = Peak.fmaOperands();
    add("FMA", Peak::fma, operands, operations.multiplies() / (Peak.fmaFlop() / 2) / threads);
    if (operations.others() > 0) {
      add("issue", Peak::issue, operands, operations.total() / Peak.issueCount() / threads);
    }
    if (operations.roots() > 0) {
      if (operations.roots() != operations.divisions()) {
        throw new IllegalArgumentException("expected a division with each square root");
      }
      add("divide", Peak::rootAndDivide, operands, operations.roots() / Peak.divisions() / threads);
    } else if (operations.divisions() > 0) {
      add("divide", Peak::divide, operands, operations.divisions() / Peak.divisions() / threads);
    }
    MemoryLevel level = MemoryLevel.of(work.footprint());
    Bandwidth bandwidth = new Bandwidth(level);
    resources.add(
        work.writes()
            ? new Resource(level.name(), bandwidth::update, work.bytes() / bandwidth.updateBytes())
            : new Resource(level.name(), bandwidth::read, work.bytes() / bandwidth.readBytes()));
  }

  private void add(String roof, Consumer<float[]> loop, float[] operands, double calls) {
    resources.add(new Resource(roof, () -> loop.accept(operands), calls));
  }

  /// Adds the loops as further contenders.
  void addTo(Rounds rounds) {
    resources.forEach(resource -> rounds.add(resource.roof(), resource.loop(), 1, 0));
  }

  /// The largest of the least times.
  ///
  /// @param timings of the loops, in the order in which [#addTo] added them
  Bound binding(List<Timing> timings) {
    Bound binding = new Bound("", 0);
    for (int i = 0; i < resources.size(); i++) {
      double time = resources.get(i).calls() * timings.get(i).median();
      if (!(time <= binding.time())) {
        binding = new Bound(resources.get(i).roof(), time);
      }
    }
    return binding;
  }
}
