package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Allocations;
import dev.unroll.kernels.Kernels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// A stream gives the bits of the layer over the whole sequence, and its state can be put aside.
final class RecurrentStreamProperties {
  @Property(tries = 100)
  void streamingEqualsTheWholeSequence(
      @ForAll Cell cell,
      @ForAll @IntRange(min = 1, max = 3) int layers,
      @ForAll @IntRange(min = 1, max = 19) int hidden,
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 6) int steps,
      @ForAll long seed) {
    RandomStream random = new RandomStream(seed);
    RecurrentLayer layer = layer(cell, 5, hidden, layers, random);
    int[] ids = new int[steps * batch];
    Arrays.setAll(ids, i -> random.nextInt(5));
    RecurrentState state = layer.newState(batch);
    float[] whole = layer.forward(new Tape(), ids, state, null).value().toArray();

    int[] step = new int[batch];
    RecurrentStream stream = layer.stream(Kernels.active(), step);
    for (int t = 0; t < steps; t++) {
      System.arraycopy(ids, t * batch, step, 0, batch);
      float[] h = stream.step().toArray();
      int width = batch * hidden;
      assertArrayEquals(Arrays.copyOfRange(whole, t * width, (t + 1) * width), h);
    }
    Map<String, Tensor> carried = stream.state().tensors();
    state
        .tensors()
        .forEach((name, t) -> assertArrayEquals(t.toArray(), carried.get(name).toArray(), name));
  }

  @Property(tries = 50)
  void aStateThatWasPutAsideLeadsToTheSameSteps(@ForAll Cell cell, @ForAll long seed) {
    RandomStream random = new RandomStream(seed);
    RecurrentLayer layer = layer(cell, 4, 7, 2, random);
    int[] id = {1};
    RecurrentStream stream = layer.stream(Kernels.active(), id);
    stream.step();
    RecurrentState aside = stream.state().copy();
    Map<String, Tensor> saved = new HashMap<>();
    stream.state().tensors().forEach((name, tensor) -> saved.put(name, tensor.copy()));
    id[0] = 3;
    float[] first = stream.step().toArray();
    stream.state().copyFrom(aside);
    assertArrayEquals(first, stream.step().toArray());
    stream.state().reset();
    stream.state().restore(saved);
    assertArrayEquals(first, stream.step().toArray());
  }

  @Example
  void refusesIdsOutOfRangeAndIncompleteStates() {
    RecurrentLayer layer = layer(Cell.GRU, 4, 3, 1, new RandomStream(1));
    int[] id = {0};
    RecurrentStream stream = layer.stream(Kernels.active(), id);
    id[0] = 4;
    assertThrows(IllegalArgumentException.class, stream::step);
    assertEquals(
        "the state h_l0 is missing",
        assertThrows(IllegalArgumentException.class, () -> stream.state().restore(Map.of()))
            .getMessage());
  }

  @Example
  void aWarmStepAllocatesNothing() {
    for (Cell cell : Cell.values()) {
      RecurrentLayer layer = layer(cell, 11, 32, 2, new RandomStream(1));
      RecurrentStream stream = layer.stream(Kernels.scalar(), new int[] {3});
      assertEquals(0, Allocations.fewestBytes(3000, stream::step), cell.label());
    }
  }

  private static RecurrentLayer layer(
      Cell cell, int inputs, int hidden, int layers, RandomStream random) {
    RecurrentOptions options = RecurrentOptions.of(inputs, hidden).stacked(layers, 0);
    return cell.layer(options, Initializer.uniform(random));
  }
}
