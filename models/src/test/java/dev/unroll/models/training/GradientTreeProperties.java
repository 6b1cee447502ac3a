package dev.unroll.models.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The sum of gradients does not depend on who computed which part of it.
final class GradientTreeProperties {
  private static Parameter parameter() {
    return new Parameter("w", Tensor.zeros(3, 5));
  }

  private static void draw(Parameter parameter, long seed, int position) {
    RandomStream.named(seed, "leaf " + position).fillNormal(parameter.gradient(), 0, 1e3f);
  }

  @Property
  void anySplitOverWorkersGivesTheSameBits(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 7) int workers) {
    // 1. all on one
    Parameter alone = parameter();
    GradientTree tree = new GradientTree(List.of(alone));
    for (int i = 0; i < count; i++) {
      draw(alone, seed, i);
      tree.add(i, i, 0.5);
    }
    GradientTree.Node total = tree.finish(true);

    // 2. contiguous shares, their nodes in the order of positions
    List<GradientTree.Node> nodes = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      Parameter share = parameter();
      GradientTree part = new GradientTree(List.of(share));
      for (int i = count * worker / workers; i < count * (worker + 1) / workers; i++) {
        draw(share, seed, i);
        part.add(i, i, 0.5);
      }
      nodes.addAll(part.drain());
    }
    Parameter together = parameter();
    GradientTree whole = new GradientTree(List.of(together));
    nodes.forEach(whole::add);
    GradientTree.Node sum = whole.finish(true);

    assertArrayEquals(alone.gradient().toArray(), together.gradient().toArray());
    assertEquals(total.loss(), sum.loss());
    assertEquals(count * 0.5, sum.weight());
  }

  @Property
  void theSumIsThatOfAllLeaves(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int count) {
    Parameter parameter = parameter();
    GradientTree tree = new GradientTree(List.of(parameter));
    double[] wanted = new double[parameter.value().elements()];
    for (int i = 0; i < count; i++) {
      draw(parameter, seed, i);
      float[] leaf = parameter.gradient().toArray();
      for (int j = 0; j < wanted.length; j++) {
        wanted[j] += leaf[j];
      }
      tree.add(i, 1, 2);
      assertEquals(0, parameter.gradient().toArray()[0]);
    }
    tree.finish(false);
    for (int j = 0; j < wanted.length; j++) {
      assertEquals(wanted[j], parameter.gradient().toArray()[j], 1e3 * count * 8 * Math.ulp(1f));
    }
  }
}
