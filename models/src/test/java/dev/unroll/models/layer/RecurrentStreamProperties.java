package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Allocations;
import dev.unroll.kernels.Kernels;
import dev.unroll.models.layer.Sequence.Tokens;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// A stream gives the bits of the layers over the whole sequence, and its state can be put aside.
final class RecurrentStreamProperties {
  /// The cells whose steps are kernels'.
  private static final List<Cell> KERNELS =
      List.of(Cell.RNN, Cell.RNN_RELU, Cell.LSTM, Cell.GRU, Cell.RESET_AFTER_GRU);

  @Provide
  Arbitrary<Cell> cells() {
    return Arbitraries.of(Cell.all());
  }

  @Property(tries = 100)
  void streamingEqualsTheWholeSequence(
      @ForAll("cells") Cell cell,
      @ForAll Wiring wiring,
      @ForAll Biases biases,
      @ForAll boolean norm,
      @ForAll boolean learned,
      @ForAll @IntRange(min = 1, max = 3) int layers,
      @ForAll @IntRange(min = 1, max = 19) int hidden,
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 6) int steps,
      @ForAll long seed) {
    RandomStream random = new RandomStream(seed);
    RecurrentOptions options =
        Options.of(cell, 5, hidden).stacked(layers, 0).withWiring(wiring).withBiases(biases);
    options = norm ? options.withLayerNorm() : options;
    options = learned ? options.withLearnedInitialState() : options;
    Recurrent recurrent = new Recurrent(Scope.fresh(seed, Options.ALL_RANDOM), options);
    int[] ids = new int[steps * batch];
    Arrays.setAll(ids, i -> random.nextInt(5));
    Recurrent.Result result =
        recurrent.forward(Pass.reading(new Tape()), new Tokens(ids, steps, batch), null);
    float[] whole = result.y().value().toArray();

    int[] step = new int[batch];
    RecurrentStream stream = recurrent.stream(step);
    for (int t = 0; t < steps; t++) {
      System.arraycopy(ids, t * batch, step, 0, batch);
      float[] y = stream.step().toArray();
      int width = batch * recurrent.outputs();
      assertArrayEquals(Arrays.copyOfRange(whole, t * width, (t + 1) * width), y);
    }
    RecurrentState last = recurrent.newState(batch);
    last.carry(result.last());
    assertSame(last, stream.state());
  }

  private static void assertSame(RecurrentState wanted, RecurrentState got) {
    assertEquals(wanted.tensors().keySet(), got.tensors().keySet());
    wanted
        .tensors()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(tensor.toArray(), got.tensors().get(name).toArray(), name));
  }

  @Property(tries = 50)
  void aStateThatWasPutAsideLeadsToTheSameSteps(@ForAll("cells") Cell cell, @ForAll long seed) {
    Recurrent recurrent = recurrent(cell, 4, 7, 2, seed);
    int[] id = {1};
    RecurrentStream stream = recurrent.stream(id);
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

  @Property(tries = 30)
  void selectedRowsGoOnAsTheRowsThatTheyWere(@ForAll("cells") Cell cell, @ForAll long seed) {
    Recurrent recurrent = recurrent(cell, 4, 5, 2, seed);
    int[] ids = {1, 3, 0};
    RecurrentStream stream = recurrent.stream(ids);
    stream.step();
    RecurrentState before = stream.state().copy();
    stream.select(new int[] {2, 2, 0});
    before
        .tensors()
        .forEach(
            (name, tensor) -> {
              Tensor now = stream.state().tensors().get(name);
              assertArrayEquals(tensor.at(2).toArray(), now.at(0).toArray(), name);
              assertArrayEquals(tensor.at(2).toArray(), now.at(1).toArray(), name);
              assertArrayEquals(tensor.at(0).toArray(), now.at(2).toArray(), name);
            });
  }

  @Example
  void refusesIdsOutOfRangeAndIncompleteStatesAndReverseLayers() {
    Recurrent recurrent = recurrent(Cell.GRU, 4, 3, 1, 1);
    int[] id = {0};
    RecurrentStream stream = recurrent.stream(id);
    id[0] = 4;
    assertThrows(IllegalArgumentException.class, stream::step);
    assertEquals(
        "the state h_l0 is missing",
        assertThrows(IllegalArgumentException.class, () -> stream.state().restore(Map.of()))
            .getMessage());
    Recurrent both =
        new Recurrent(
            Scope.fresh(1, Initializer.torch()), Options.of(Cell.GRU, 4, 3).bidirectional());
    assertThrows(IllegalArgumentException.class, () -> both.stream(id));
  }

  @Example
  void aWarmStepAllocatesNothing() {
    for (Cell cell : KERNELS) {
      for (Wiring wiring : Wiring.values()) {
        RecurrentOptions options =
            Options.of(cell, 11, 32).stacked(2, 0).withLayerNorm().withWiring(wiring);
        Recurrent recurrent = new Recurrent(Scope.fresh(1, Initializer.torch()), options);
        RecurrentStream stream = recurrent.stream(Kernels.scalar(), new int[] {3});
        assertEquals(0, Allocations.warmBytes(stream::step), cell + " " + wiring);
      }
    }
  }

  @Example
  void aStepAfterAnUpdateReadsTheNewNumbersOnly() {
    for (Cell cell : Cell.all()) {
      Scope scope = Scope.fresh(1, Options.ALL_RANDOM);
      Recurrent recurrent = new Recurrent(scope, Options.of(cell, 4, 5).stacked(2, 0));
      int[] id = {2};
      RecurrentStream old = recurrent.stream(id);
      old.step();
      old.state().reset();
      scope
          .parameters()
          .forEach(
              parameter -> {
                parameter.value().fill(0.25f);
                parameter.updated();
              });
      Tokens x = new Tokens(id.clone(), 1, 1);
      float[] wanted = recurrent.forward(Pass.reading(new Tape()), x, null).y().value().toArray();
      assertArrayEquals(wanted, old.step().toArray(), cell.label());
    }
  }

  /// 4·512·(512 + 512) floats packed are 8 MiB.
  @Example
  void aThousandStreamsShareOnePackedCopyOfTheWeights() {
    Recurrent recurrent = recurrent(Cell.LSTM, 512, 512, 1, 1);
    int[] id = {0};
    RecurrentStream first = recurrent.stream(id);
    long each = Allocations.fewestBytes(20, () -> recurrent.stream(id));
    first.step();
    if (each > 64 * 1024) {
      throw new AssertionError("a stream takes " + each + " bytes");
    }
  }

  private static Recurrent recurrent(Cell cell, int inputs, int hidden, int layers, long seed) {
    return new Recurrent(
        Scope.fresh(seed, Initializer.torch()),
        Options.of(cell, inputs, hidden).stacked(layers, 0));
  }
}
