package dev.unroll.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
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

/// Copies in a tape's memory, and what a tape is like after an exception.
final class TapeMemoryTest {
  private final Workspace workspace = new Workspace();
  private final Tape tape = new Tape(Kernels.scalar(), workspace, Workers.CALLER);

  /// The identity, which may fail on the way.
  private static final class Copy implements Operation {
    private final boolean fails;

    private Copy(boolean fails) {
      this.fails = fails;
    }

    static Variable of(Variable x, boolean failsForward, boolean failsBackward) {
      Tensor y = x.tape().take(x.shape());
      y.copyFrom(x.value());
      if (failsForward) {
        throw new ArithmeticException("forward");
      }
      return x.tape().record(new Copy(failsBackward), y, x);
    }

    @Override
    public String name() {
      return "copy";
    }

    @Override
    public void backward(Node node) {
      if (fails) {
        throw new ArithmeticException("backward");
      }
      Tensor dx = node.inputGradient(0);
      for (int i = 0; i < dx.elements(); i++) {
        dx.data()[dx.offset() + i] += node.gradient().data()[node.gradient().offset() + i];
      }
    }
  }

  private static Tensor vector(float... values) {
    return Tensor.of(Shape.of(values.length), values);
  }

  @Test
  void aCopyDoesNotSeeLaterChanges() {
    Tensor state = vector(1, 2);
    Variable copy = tape.copy(state);
    state.fill(9);
    assertArrayEquals(new float[] {1, 2}, copy.value().toArray());
    assertFalse(copy.requiresGradient());
    assertSame(tape, copy.tape());
  }

  /// Its memory is used again after backward, so reading it then is an error, not a wrong number.
  @Test
  void aCopyLivesAsLongAsAResult() {
    Variable x = tape.leaf(vector(1, 2));
    Variable copy = tape.copy(vector(3, 4));
    Variable kept = tape.copy(vector(5, 6)).keep();
    Variable y = Copy.of(x, false, false);
    tape.backward(y, vector(1, 1));
    String message = assertThrows(IllegalStateException.class, copy::value).getMessage();
    assertTrue(message.contains("during backward"), message);
    assertArrayEquals(new float[] {5, 6}, kept.value().toArray());
    tape.reset();
    assertThrows(IllegalStateException.class, kept::value);
    Variable inside;
    try (var _ = tape.noGradient()) {
      inside = tape.copy(vector(7));
      assertEquals(7, inside.value().item());
    }
    assertThrows(IllegalStateException.class, inside::value);
  }

  @Test
  void copiesOfIdsAreUsedAgain() {
    assertNull(tape.copy((int[]) null));
    int[] ids = {1, 2, 3};
    int[] first = tape.copy(ids);
    int[] second = tape.copy(ids);
    assertNotSame(first, second);
    ids[0] = 7;
    assertArrayEquals(new int[] {1, 2, 3}, first);
    tape.reset();
    assertSame(first, tape.copy(ids));
    assertSame(second, tape.copy(ids));
    assertArrayEquals(new int[] {7, 2, 3}, first);
    tape.reset();
    assertEquals(2, tape.copy(new int[2]).length);
    int[] third = tape.copy(ids);
    assertTrue(third == first || third == second);
    tape.reset();
    assertEquals(0, tape.copy(new int[0]).length);
  }

  @Test
  void aStepGivesItsMemoryBack() {
    Variable y;
    try (var _ = tape.step()) {
      y = Copy.of(tape.leaf(vector(1)), false, false);
      tape.backward(y);
    }
    assertThrows(IllegalStateException.class, y::value);
  }

  /// Whatever an exception has left, the next step works and needs no more memory.
  @Test
  void stepsAfterExceptions() {
    step(false, false);
    long floats = workspace.allocatedFloats();
    for (int i = 0; i < 3; i++) {
      assertThrows(ArithmeticException.class, () -> step(true, false));
      assertThrows(ArithmeticException.class, () -> step(false, true));
      step(false, false);
    }
    assertTrue(workspace.allocatedFloats() <= 4 * floats, "floats after exceptions");

    // without a scope, and without a reset
    Variable x = tape.leaf(vector(1));
    Variable y = Copy.of(x, false, true);
    assertThrows(ArithmeticException.class, () -> tape.backward(y));
    step(false, false);
  }

  private void step(boolean failsForward, boolean failsBackward) {
    try (var _ = tape.step()) {
      Variable x = tape.leaf(vector(1, 2, 3));
      Variable y = Copy.of(Copy.of(x, failsForward, false), false, failsBackward);
      tape.backward(y, vector(1, 1, 1));
      assertArrayEquals(new float[] {1, 1, 1}, x.gradient().toArray());
    }
  }

  @Test
  void segmentsAfterExceptions() {
    boolean[] fails = {false};
    Parameter weight = new Parameter("weight", vector(1, 2, 3));
    Recompute.Segment segment =
        (inner, in, _) -> {
          Variable y = Copy.of(in[0], false, false);
          if (fails[0]) {
            throw new ArithmeticException("segment");
          }
          return new Variable[] {Copy.of(inner.parameter(weight), false, false), y};
        };
    for (boolean forward : new boolean[] {true, false, true}) {
      try (var _ = tape.step()) {
        fails[0] = forward;
        Variable x = tape.leaf(vector(1, 2, 3));
        assertThrows(
            ArithmeticException.class,
            () -> {
              Variable[] y = Recompute.run(segment, null, x);
              fails[0] = true;
              tape.backward(y, new Tensor[] {vector(1, 1, 1), vector(1, 1, 1)});
            });
      }
      fails[0] = false;
      weight.updated();
      weight.zeroGradient();
      try (var _ = tape.step()) {
        Variable x = tape.leaf(vector(1, 2, 3));
        Variable[] y = Recompute.run(segment, null, x);
        tape.backward(y, new Tensor[] {vector(4, 5, 6), vector(1, 2, 3)});
        assertArrayEquals(new float[] {1, 2, 3}, x.gradient().toArray());
        assertArrayEquals(new float[] {4, 5, 6}, weight.gradient().toArray());
      }
    }
  }
}
