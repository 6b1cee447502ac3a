package dev.unroll.models.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.TouchedRows;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The sum of gradients does not depend on who computed which part of it.
final class GradientTreeProperties {
  private static final int TABLE = 23;

  /// A matrix, a bias, a number, and a table of which some rows are looked up.
  private static List<Parameter> parameters() {
    return List.of(
        new Parameter("w", Tensor.zeros(3, 5)),
        new Parameter("b", Tensor.zeros(7)),
        new Parameter("s", Tensor.scalar(0)),
        new Parameter("table", Tensor.zeros(TABLE, 2)));
  }

  /// The gradients of a micro-batch; one in seven touches the whole table.
  private static void draw(List<Parameter> parameters, long seed, int position) {
    RandomStream random = RandomStream.named(seed, "leaf " + position);
    for (Parameter parameter : parameters.subList(0, 3)) {
      random.fillNormal(parameter.gradient(), 0, 1e3f);
    }
    TouchedRows touched = parameters.get(3).touchedRows();
    if (random.nextInt(7) == 0) {
      touched.touchAll();
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      int row = random.nextInt(TABLE);
      touched.touch(row);
      random.fillNormal(touched.gradient().at(row), 0, 1e3f);
    }
  }

  /// What a step came to.
  private record Step(
      List<float[]> gradients, BitSet rows, double loss, double weight, long items) {
    static Step of(List<Parameter> parameters, GradientTree.Node total) {
      List<float[]> gradients = new ArrayList<>();
      parameters.forEach(each -> gradients.add(each.touchedRows().gradient().toArray()));
      BitSet rows = new BitSet();
      TouchedRows table = parameters.get(3).touchedRows();
      for (int row = table.next(0); row >= 0; row = table.next(row + 1)) {
        rows.set(row);
      }
      return new Step(gradients, rows, total.loss(), total.weight(), total.items());
    }
  }

  /// Two steps, so that what is left of the first is seen in the second.
  private static List<Step> steps(
      Peers peers, long seed, int count, int from, int to, boolean gaps, boolean mean) {
    List<Parameter> parameters = parameters();
    GradientSum sum = new GradientSum(parameters, peers);
    List<Step> steps = new ArrayList<>();
    for (int step = 0; step < 2; step++) {
      parameters.forEach(Parameter::zeroGradient);
      for (int i = from; i < to; i++) {
        if (!gaps || i == count / 2 || (seed >>> i & 1) == 0) {
          draw(parameters, seed + step, i);
          sum.add(i, 0.1 * i, 0.5, i);
        }
      }
      steps.add(Step.of(parameters, sum.finish(mean)));
    }
    return steps;
  }

  @Property(tries = 150)
  void anySplitOverPeersGivesTheSameBits(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int count,
      @ForAll @IntRange(min = 2, max = 5) int size,
      @ForAll boolean gaps,
      @ForAll boolean mean)
      throws Exception {
    List<Step> alone = steps(Peers.NONE, seed, count, 0, count, gaps, mean);
    List<List<Step>> together =
        PeerThreads.run(
            size,
            peers -> {
              int from = count * peers.rank() / size;
              int to = count * (peers.rank() + 1) / size;
              return steps(peers, seed, count, from, to, gaps, mean);
            });

    for (List<Step> steps : together) {
      for (int step = 0; step < 2; step++) {
        Step wanted = alone.get(step);
        Step got = steps.get(step);
        for (int p = 0; p < 4; p++) {
          assertArrayEquals(wanted.gradients().get(p), got.gradients().get(p), "parameter " + p);
        }
        assertEquals(wanted.rows(), got.rows());
        assertEquals(wanted.loss(), got.loss());
        assertEquals(wanted.weight(), got.weight());
        assertEquals(wanted.items(), got.items());
      }
    }
  }

  @Property
  void theSumIsThatOfAllLeaves(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int count) {
    List<Parameter> parameters = parameters();
    GradientSum sum = new GradientSum(parameters, Peers.NONE);
    List<double[]> wanted = new ArrayList<>();
    parameters.forEach(each -> wanted.add(new double[each.value().elements()]));
    for (int i = 0; i < count; i++) {
      draw(parameters, seed, i);
      for (int p = 0; p < 4; p++) {
        float[] leaf = parameters.get(p).touchedRows().gradient().toArray();
        for (int j = 0; j < leaf.length; j++) {
          wanted.get(p)[j] += leaf[j];
        }
      }
      sum.add(i, 1, 2, 3);
      assertEquals(0, parameters.getFirst().touchedRows().gradient().toArray()[0]);
    }
    GradientTree.Node total = sum.finish(false);
    assertEquals(2.0 * count, total.weight());
    assertEquals(3L * count, total.items());
    for (int p = 0; p < 4; p++) {
      float[] got = parameters.get(p).touchedRows().gradient().toArray();
      for (int j = 0; j < got.length; j++) {
        assertEquals(wanted.get(p)[j], got[j], 1e3 * count * 8 * Math.ulp(1f));
      }
    }
  }
}
