package dev.unroll.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import org.junit.jupiter.api.Test;

/// The engine alone, with operations made up for the purpose.
final class EngineTest {
  private final Workspace workspace = new Workspace();
  private final Tape tape = new Tape(Kernels.scalar(), workspace, Workers.CALLER);

  /// `y = x ⊙ z`.
  private record Product() implements Operation {
    static Variable of(Variable x, Variable z) {
      Tensor y = x.tape().take(x.shape());
      for (int i = 0; i < y.elements(); i++) {
        y.data()[i] = at(x.value(), i) * at(z.value(), i);
      }
      return x.tape().record(new Product(), y, x, z);
    }

    private static float at(Tensor tensor, int i) {
      return tensor.data()[tensor.offset() + i];
    }

    @Override
    public String name() {
      return "product";
    }

    @Override
    public void backward(Node node) {
      for (int input = 0; input < 2; input++) {
        Tensor dx = node.inputGradient(input);
        for (int i = 0; dx != null && i < dx.elements(); i++) {
          dx.data()[dx.offset() + i] += at(node.gradient(), i) * at(node.inputValue(1 - input), i);
        }
      }
    }
  }

  /// Both halves of x, as two outputs that are windows on it.
  private record Halves() implements Operation {
    static Variable[] of(Variable x) {
      int half = x.shape().dimension(0) / 2;
      Tensor[] halves = {x.value().slice(0, half), x.value().slice(half, 2 * half)};
      return x.tape().record(new Halves(), halves, x);
    }

    @Override
    public String name() {
      return "halves";
    }

    @Override
    public void backward(Node node) {
      Tensor dx = node.inputGradient(0);
      int half = node.value(1).elements();
      for (int output = 0; output < 2; output++) {
        Tensor dy = node.gradient(output);
        for (int i = 0; dy != null && i < half; i++) {
          dx.data()[dx.offset() + output * half + i] += dy.data()[dy.offset() + i];
        }
      }
    }
  }

  private static Tensor vector(float... values) {
    return Tensor.of(Shape.of(values.length), values);
  }

  private static void messageHas(Throwable thrown, String... parts) {
    for (String part : parts) {
      assertTrue(thrown.getMessage().contains(part), thrown.getMessage() + " names " + part);
    }
  }

  @Test
  void gradientsAccumulateOverSharedVariables() {
    Variable x = tape.leaf(vector(3));
    Variable cube = Product.of(Product.of(x, x), x);
    tape.backward(cube);
    assertEquals(27, x.gradient().item());
    assertEquals(27, cube.value().item(), "the root keeps its value");
  }

  /// The negative of x, which overwrites the gradient of x where it is the first to reach it.
  private record Negative() implements Operation {
    static Variable of(Variable x) {
      Tensor y = x.tape().take(x.shape());
      for (int i = 0; i < y.elements(); i++) {
        y.data()[i] = -Product.at(x.value(), i);
      }
      return x.tape().record(new Negative(), y, x);
    }

    @Override
    public String name() {
      return "negative";
    }

    @Override
    public void backward(Node node) {
      Tensor fresh = node.freshInputGradient(0);
      Tensor dx = fresh == null ? node.inputGradient(0) : fresh;
      for (int i = 0; dx != null && i < dx.elements(); i++) {
        float before = fresh == null ? Product.at(dx, i) : 0;
        dx.data()[dx.offset() + i] = before - Product.at(node.gradient(), i);
      }
    }
  }

  @Test
  void onlyTheFirstOperationMayOverwriteAGradient() {
    for (int order = 0; order < 2; order++) {
      Variable x = tape.leaf(vector(3));
      Variable first = order == 0 ? Negative.of(x) : Product.of(x, x);
      Variable second = order == 0 ? Product.of(x, x) : Negative.of(x);
      tape.backward(Product.of(first, second)); // -x³
      assertEquals(-27, x.gradient().item());
      tape.reset();
    }
    Variable x = tape.leaf(vector(3));
    tape.backward(Product.of(Negative.of(x), Negative.of(x)));
    assertEquals(6, x.gradient().item());
  }

  @Test
  void aParametersGradientIsNeverOverwritten() {
    Parameter parameter = new Parameter("w", vector(2));
    parameter.gradient().fill(10);
    tape.backward(Negative.of(tape.parameter(parameter)));
    assertEquals(9, parameter.gradient().item());
    tape.reset();
    Variable constant = tape.constant(vector(2));
    Variable x = tape.leaf(vector(3));
    tape.backward(Product.of(Negative.of(constant), x));
    assertEquals(-2, x.gradient().item());
  }

  @Test
  void aSeedWeighsTheOutputs() {
    Variable x = tape.leaf(vector(1, 2));
    tape.backward(Product.of(x, x), vector(10, 100));
    assertArrayEquals(new float[] {20, 400}, x.gradient().toArray());
  }

  @Test
  void severalOutputsAndSeveralRoots() {
    Variable x = tape.leaf(vector(1, 2, 3, 4));
    Variable[] halves = Halves.of(Product.of(x, x));
    tape.backward(halves, new Tensor[] {vector(1, 1), vector(10, 10)});
    assertArrayEquals(new float[] {2, 4, 60, 80}, x.gradient().toArray());
    tape.reset();
    Variable again = tape.leaf(vector(1, 2, 3, 4));
    tape.backward(Halves.of(again)[1], vector(5, 6));
    assertArrayEquals(new float[] {0, 0, 5, 6}, again.gradient().toArray());
  }

  @Test
  void outputsThatWantNoGradientAreLeftOut() {
    Variable x = tape.leaf(vector(3));
    Variable constant = tape.constant(vector(5));
    Variable square = Product.of(x, x);
    Variable none = Product.of(constant, constant);
    Tensor seed = vector(2);
    Variable[] nothing = {none, none};
    messageHas(
        assertThrows(
            IllegalStateException.class, () -> tape.backward(nothing, new Tensor[] {seed, seed})),
        "no leaf");
    Variable[] outputs = {none, square, none};
    messageHas(
        assertThrows(
            IllegalArgumentException.class,
            () -> tape.backward(outputs, new Tensor[] {seed, vector(1, 2), seed})),
        "seed",
        "[2]");
    assertNull(square.gradient(), "none has arrived yet");
    tape.backward(outputs, new Tensor[] {seed, seed, seed});
    assertEquals(12, x.gradient().item());
    assertNull(none.gradient());
  }

  @Test
  void detachCutsTheGraph() {
    Variable x = tape.leaf(vector(3));
    Variable square = Product.of(x, x);
    tape.backward(Product.of(square.detach(), x));
    assertEquals(9, x.gradient().item());
  }

  @Test
  void parametersOutliveTheTapeAndCollect() {
    Parameter weight = new Parameter("weight", vector(2));
    for (int pass = 0; pass < 3; pass++) {
      Variable w = tape.parameter(weight);
      assertSame(w, tape.parameter(weight));
      tape.backward(Product.of(w, w));
      tape.reset();
    }
    assertEquals(12, weight.gradient().item());
    weight.zeroGradient();
    assertEquals(0, weight.gradient().item());
  }

  @Test
  void noGradientModeRecordsAndKeepsNothing() {
    Variable x = tape.leaf(vector(3));
    Variable inside;
    Variable kept;
    try (var _ = tape.noGradient()) {
      assertFalse(tape.recording());
      inside = Product.of(x, x);
      kept = Product.of(inside, x).keep();
      assertFalse(kept.requiresGradient());
      assertEquals(0, tape.nodeCount());
    }
    assertTrue(tape.recording());
    messageHas(assertThrows(IllegalStateException.class, inside::value), "no-gradient");
    try (var _ = tape.noGradient()) {
      Product.of(x, x); // in whatever memory is free
    }
    assertEquals(27, kept.value().item());
    long before = workspace.allocatedFloats();
    for (int i = 0; i < 10; i++) {
      try (var _ = tape.noGradient()) {
        Product.of(x, x);
      }
    }
    assertEquals(before, workspace.allocatedFloats(), "the memory is reused");
  }

  @Test
  void onlyWhatWantsAGradientIsRecorded() {
    Variable x = tape.leaf(vector(3));
    Variable constant = tape.constant(vector(3));
    assertTrue(tape.records(null, constant, x));
    assertFalse(tape.records(null, constant));
    try (var _ = tape.noGradient()) {
      assertFalse(tape.records(x));
    }
  }

  @Test
  void noGradientModesNest() {
    Variable x = tape.leaf(vector(3));
    try (var _ = tape.noGradient()) {
      Variable outer = Product.of(x, x);
      try (var _ = tape.noGradient()) {
        Product.of(outer, x);
      }
      assertEquals(9, outer.value().item());
      assertFalse(tape.recording());
    }
  }

  @Test
  void aMillionOperationsDeep() {
    Variable x = tape.leaf(vector(1));
    Variable one = tape.constant(vector(1));
    Variable y = x;
    for (int i = 0; i < 1_000_000; i++) {
      y = Product.of(y, one);
    }
    tape.backward(y);
    assertEquals(1, x.gradient().item());
  }

  @Test
  void everyBufferComesBack() {
    long warm = 0;
    for (int pass = 0; pass < 5; pass++) {
      Variable x = tape.leaf(vector(1, 2, 3, 4));
      Variable y = Product.of(x, x);
      Variable kept = Product.of(y, x).keep();
      Variable[] halves = Halves.of(Product.of(kept, kept.detach()));
      tape.backward(halves, new Tensor[] {vector(1, 1), vector(1, 1)});
      tape.reset();
      if (pass == 0) {
        warm = workspace.allocatedFloats();
      }
    }
    assertEquals(warm, workspace.allocatedFloats());
  }

  @Test
  void memoryIsGivenBackWhileBackwardRuns() {
    Variable x = tape.leaf(Tensor.zeros(1 << 10));
    Variable y = x;
    for (int i = 0; i < 100; i++) {
      y = Product.of(y, x);
    }
    long forward = workspace.allocatedFloats();
    tape.backward(y, Tensor.zeros(1 << 10));
    long extra = workspace.allocatedFloats() - forward;
    assertTrue(extra <= 4 << 10, "gradients of 100 results live in " + extra + " more floats");
  }

  @Test
  void keptResultsHaveValueAndGradientAfterBackward() {
    Variable x = tape.leaf(vector(3));
    Variable kept = Product.of(x, x).keep();
    Variable gone = Product.of(kept, x);
    tape.backward(Product.of(gone, x));
    assertEquals(9, kept.value().item());
    assertEquals(9, kept.gradient().item());
    messageHas(assertThrows(IllegalStateException.class, gone::value), "product", "keep()");
    messageHas(assertThrows(IllegalStateException.class, gone::gradient), "product", "keep()");
  }

  @Test
  void backwardTwiceIsRefused() {
    Variable x = tape.leaf(vector(3));
    Variable y = Product.of(x, x);
    tape.backward(y);
    messageHas(
        assertThrows(IllegalStateException.class, () -> tape.backward(y)), "already", "reset");
    messageHas(assertThrows(IllegalStateException.class, () -> Product.of(x, x)), "after backward");
  }

  @Test
  void aNonScalarNeedsASeedOfItsShape() {
    Variable y = Product.of(tape.leaf(vector(1, 2)), tape.leaf(vector(1, 2)));
    messageHas(assertThrows(IllegalArgumentException.class, () -> tape.backward(y)), "seed", "[2]");
    messageHas(
        assertThrows(IllegalArgumentException.class, () -> tape.backward(y, vector(1, 2, 3))),
        "[2]",
        "[3]");
  }

  @Test
  void tapesDoNotMix() {
    Tape other = new Tape();
    Variable x = tape.leaf(vector(1)).named("x");
    Variable z = other.leaf(vector(1)).named("z");
    messageHas(
        assertThrows(IllegalArgumentException.class, () -> Product.of(x, z)), "'z'", "another");
    messageHas(
        assertThrows(IllegalArgumentException.class, () -> tape.backward(z)), "'z'", "another");
  }

  @Test
  void variablesEndWithReset() {
    Variable x = tape.leaf(vector(1)).named("x");
    Variable y = Product.of(x, x);
    tape.reset();
    messageHas(assertThrows(IllegalStateException.class, y::value), "reset");
    messageHas(assertThrows(IllegalStateException.class, x::gradient), "'x'", "reset");
    messageHas(assertThrows(IllegalStateException.class, () -> Product.of(x, x)), "reset");
    messageHas(assertThrows(IllegalStateException.class, () -> tape.backward(y)), "reset");
  }

  @Test
  void nothingToDifferentiateIsRefused() {
    Variable x = tape.constant(vector(1));
    Variable y = Product.of(x, x);
    assertFalse(y.requiresGradient());
    messageHas(assertThrows(IllegalStateException.class, () -> tape.backward(y)), "no leaf");
    assertNull(x.gradient());
  }

  @Test
  void aParameterChangedInPlaceIsNoticed() {
    Parameter weight = new Parameter("weight", vector(2));
    Variable y = Product.of(tape.parameter(weight), tape.leaf(vector(1)));
    weight.set(vector(5));
    messageHas(
        assertThrows(IllegalStateException.class, () -> tape.backward(y)), "'weight'", "in place");
  }

  @Test
  void aParameterChangedBeforeItIsReadIsFine() {
    Parameter weight = new Parameter("weight", vector(2));
    weight.set(vector(5));
    assertEquals(1, weight.version());
    Variable w = tape.parameter(weight);
    tape.backward(Product.of(w, w));
    assertEquals(10, weight.gradient().item());
  }

  @Test
  void anomalyModeNoticesAnyValueChangedInPlace() {
    tape.detectAnomalies(true);
    Tensor data = vector(1, 2);
    Variable y = Product.of(tape.leaf(data).named("data"), tape.leaf(vector(1, 1)));
    data.set(7, 1);
    messageHas(
        assertThrows(AnomalyException.class, () -> tape.backward(y, vector(1, 1))),
        "'data'",
        "product");
  }

  @Test
  void anomalyModeNoticesAResultChangedInPlace() {
    tape.detectAnomalies(true);
    Variable y = Product.of(tape.leaf(vector(1, 2)), tape.leaf(vector(1, 1))).named("y");
    y.value().set(7, 1);
    messageHas(
        assertThrows(AnomalyException.class, () -> tape.backward(y, vector(1, 1))),
        "'y'",
        "product");
  }

  @Test
  void anomalyModeLeavesGoodNumbersAlone() {
    tape.detectAnomalies(true);
    Variable x = tape.leaf(vector(1, 2));
    tape.backward(Product.of(x, x), vector(1, 10));
    assertArrayEquals(new float[] {2, 40}, x.gradient().toArray());
  }

  @Test
  void anomalyModeNamesTheOperationThatMadeTheFirstBadNumber() {
    tape.detectAnomalies(true);
    Variable big = tape.leaf(vector(1, 1e30f)).named("big");
    messageHas(
        assertThrows(AnomalyException.class, () -> Product.of(big, big)),
        "forward",
        "product",
        "Infinity",
        "index 1");
    tape.reset();
    Variable first = tape.leaf(vector(1e30f, 1));
    messageHas(assertThrows(AnomalyException.class, () -> Product.of(first, first)), "index 0");
    tape.reset();
    Variable bad = tape.leaf(vector(Float.NaN)).named("bad");
    messageHas(
        assertThrows(AnomalyException.class, () -> Product.of(bad, bad)), "given NaN", "'bad'");
    tape.reset();
    Variable x = tape.leaf(vector(1e-30f)).named("x");
    Variable z = tape.leaf(vector(1e30f));
    Variable y = Product.of(x, z);
    messageHas(
        assertThrows(AnomalyException.class, () -> tape.backward(y, vector(1e20f))),
        "backward",
        "product",
        "'x'");
  }

  @Test
  void theRecordCanBeRead() {
    Variable x = tape.leaf(vector(1, 2)).named("x");
    Variable y = Product.of(x, tape.constant(vector(3, 4))).named("y");
    Halves.of(y);
    assertEquals(
        """
        0  product(x [2], %0 [2]) -> y [2]
        1  halves(y [2]) -> %1 [1], %2 [1]
        """,
        tape.dump());
    assertEquals(
        """
        digraph tape {
          rankdir=LR;
          op0 [shape=box, label="product"];
          in0 [shape=ellipse, label="x"];
          in0 -> op0 [label="[2]"];
          in1 [shape=ellipse, label="%0", style=dashed];
          in1 -> op0 [label="[2]"];
          op0_0 [shape=plaintext, label="y"];
          op0 -> op0_0 [label="[2]"];
          op1 [shape=box, label="halves"];
          op0 -> op1 [label="[2]"];
        }
        """,
        tape.graphviz());
  }
}
