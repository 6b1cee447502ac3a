package dev.unroll.kernels.vector.recurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.scalar.ScalarKernels;
import dev.unroll.kernels.testing.RecurrentCell;
import dev.unroll.kernels.vector.VectorKernels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A call that fails in the midst of its work leaves nothing behind for the next one on the same workspace.
/// The kernels here are those behind the checks, which let ids through that lie outside the table.
final class FailedCallTest {
  private static final int STEPS = 4;
  private static final int INPUTS = 6;
  private static final int HIDDEN = 21;

  private final SplittableRandom random = new SplittableRandom(1);

  @ParameterizedTest
  @EnumSource
  void theNextCallHasTheBitsOfAFreshWorkspace(RecurrentCell cell) {
    for (KernelSet set : List.of(ScalarKernels.SET, VectorKernels.set(ScalarKernels.SET))) {
      RecurrentKernel kernel = cell.kernel(set);
      for (int batch : new int[] {1, 9}) {
        RecurrentWeights weights = weights(kernel);
        Tensor x = tensor(STEPS, batch, INPUTS);
        for (int at = batch - 1; at < STEPS * batch; at += batch) {
          int[] ids = new int[STEPS * batch];
          ids[at] = 1 << 20;
          Workspace workspace = new Workspace();
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> run(kernel, weights, new SequenceInput.Tokens(ids), batch, true, workspace));
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> run(kernel, weights, new SequenceInput.Tokens(ids), batch, false, workspace));
          SequenceInput input = new SequenceInput.Features(x);
          for (boolean saves : new boolean[] {true, false}) {
            assertEquals(
                run(kernel, weights, input, batch, saves, new Workspace()),
                run(kernel, weights, input, batch, saves, workspace),
                set.name() + " after id " + at);
          }
        }
      }
    }
  }

  /// Backward fails where it reads an id of a step, or at its gradients to the initial state.
  @ParameterizedTest
  @EnumSource
  void afterAFailedBackwardPassToo(RecurrentCell cell) {
    RecurrentKernel kernel = cell.kernel(VectorKernels.set(ScalarKernels.SET));
    int batch = 9;
    RecurrentWeights weights = weights(kernel);
    for (int at = batch - 1; at < STEPS * batch; at += batch) {
      int[] ids = new int[STEPS * batch];
      RecurrentSequence tokens =
          sequence(kernel, weights, new SequenceInput.Tokens(ids), batch, true);
      Workspace workspace = new Workspace();
      kernel.forward(tokens, workspace, Workers.CALLER);
      ids[at] = 1 << 20;
      RecurrentGradients gradients = gradients(kernel, weights, null, batch);
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> kernel.backward(tokens, gradients, workspace, Workers.CALLER));
      SequenceInput input = new SequenceInput.Features(tensor(STEPS, batch, INPUTS));
      assertEquals(
          training(kernel, weights, input, batch, new Workspace()),
          training(kernel, weights, input, batch, workspace));
      assertEquals(
          run(kernel, weights, input, batch, true, new Workspace()),
          run(kernel, weights, input, batch, true, workspace));
    }
  }

  /// Each array that the workspace is asked for may be the one that it has no room for.
  @ParameterizedTest
  @EnumSource
  void memoryThatRunsOutAnywhere(RecurrentCell cell) {
    RecurrentKernel kernel = cell.kernel(VectorKernels.set(ScalarKernels.SET));
    int batch = 9;
    RecurrentWeights weights = weights(kernel);
    SequenceInput input = new SequenceInput.Features(tensor(STEPS, batch, INPUTS));
    String wanted = training(kernel, weights, input, batch, new Workspace());
    int failures = 0;
    boolean failed = true;
    for (long room = 0; failed; room = room * 5 / 4 + 64) {
      Workspace workspace = new Workspace(room);
      try {
        assertEquals(wanted, training(kernel, weights, input, batch, workspace));
        failed = false;
      } catch (IllegalStateException full) {
        failures++;
        assertEquals(0, workspace.floatsInUse(), "what was taken came back");
      }
    }
    assertEquals(true, failures > 5, () -> "some calls have to fail");
  }

  @Test
  void productsToo() {
    aProductAfterOneThatFailed(20, 20, new Workspace(40_000)); // packs B
    aProductAfterOneThatFailed(3, 1, new Workspace(1_000)); // reads it in place
  }

  private void aProductAfterOneThatFailed(int rows, int rowsAfter, Workspace small) {
    GemmKernel gemm = VectorKernels.set(ScalarKernels.SET).gemm();
    Matrix a = Matrix.of(tensor(rows, 700));
    Matrix b = Matrix.of(tensor(700, 800));
    Matrix c = Matrix.of(tensor(rows, 800));
    assertThrows(
        IllegalStateException.class, () -> gemm.multiplyAdd(a, b, c, small, Workers.CALLER));
    assertEquals(0, small.floatsInUse(), "what was taken came back");
    Matrix some = a.rows(0, rowsAfter).columns(0, 9);
    Tensor wanted = Tensor.zeros(rowsAfter, 800);
    gemm.multiplyAdd(some, b.rows(0, 9), Matrix.of(wanted), new Workspace(), Workers.CALLER);
    Tensor got = Tensor.zeros(rowsAfter, 800);
    gemm.multiplyAdd(some, b.rows(0, 9), Matrix.of(got), small, Workers.CALLER);
    assertEquals(Arrays.toString(wanted.data()), Arrays.toString(got.data()));
  }

  private String run(
      RecurrentKernel kernel,
      RecurrentWeights weights,
      SequenceInput input,
      int batch,
      boolean saves,
      Workspace workspace) {
    RecurrentSequence sequence = sequence(kernel, weights, input, batch, saves);
    kernel.forward(sequence, workspace, Workers.CALLER);
    Tensor h = Tensor.zeros(batch, weights.outputs());
    Tensor c = kernel.hasCellState() ? Tensor.zeros(batch, HIDDEN) : null;
    SequenceInput one =
        switch (input) {
          case SequenceInput.Features(Tensor x) -> new SequenceInput.Features(x.slice(0, 1));
          case SequenceInput.Tokens(int[] ids) ->
              new SequenceInput.Tokens(Arrays.copyOf(ids, batch));
        };
    kernel.step(new RecurrentStep(kernel.pack(weights, 0), one, h, c, workspace));
    return Arrays.toString(sequence.h().data()) + Arrays.toString(h.data());
  }

  private String training(
      RecurrentKernel kernel,
      RecurrentWeights weights,
      SequenceInput input,
      int batch,
      Workspace workspace) {
    RecurrentSequence sequence = sequence(kernel, weights, input, batch, true);
    Tensor dx = Tensor.zeros(STEPS, batch, INPUTS);
    RecurrentGradients gradients = gradients(kernel, weights, dx, batch);
    kernel.forward(sequence, workspace, Workers.CALLER);
    kernel.backward(sequence, gradients, workspace, Workers.CALLER);
    StringBuilder all = new StringBuilder();
    Consumer<Tensor> append = t -> all.append(Arrays.toString(t.data()));
    append.accept(sequence.h());
    append.accept(dx);
    for (int i = 0; i < gradients.dWeights().count(); i++) {
      if (gradients.dWeights().tensor(i) != null) {
        append.accept(gradients.dWeights().tensor(i));
      }
    }
    return all.toString();
  }

  private static RecurrentSequence sequence(
      RecurrentKernel kernel,
      RecurrentWeights weights,
      SequenceInput input,
      int batch,
      boolean saves) {
    int saved = kernel.savedWidth(HIDDEN);
    RecurrentSequence unchecked =
        new RecurrentSequence(
            new RecurrentShape(STEPS, batch, INPUTS, HIDDEN, weights.outputs()),
            weights,
            new SequenceInput.Features(Tensor.zeros(STEPS, batch, INPUTS)),
            null,
            Tensor.zeros(STEPS + 1, batch, weights.outputs()),
            kernel.hasCellState() ? Tensor.zeros(STEPS + 1, batch, HIDDEN) : null,
            saves && saved > 0 ? Tensor.zeros(STEPS, batch, saved) : null);
    if (input instanceof SequenceInput.Features) {
      return withInput(unchecked, input);
    }
    // ids are looked at when a sequence is made: wrong ones come in afterwards
    int[] ids = ((SequenceInput.Tokens) input).ids();
    int[] wrong = ids.clone();
    Arrays.fill(ids, 0);
    RecurrentSequence sequence = withInput(unchecked, input);
    System.arraycopy(wrong, 0, ids, 0, ids.length);
    return sequence;
  }

  private static RecurrentSequence withInput(RecurrentSequence s, SequenceInput input) {
    return new RecurrentSequence(s.shape(), s.weights(), input, null, s.h(), s.c(), s.saved());
  }

  private RecurrentGradients gradients(
      RecurrentKernel kernel, RecurrentWeights weights, Tensor dx, int batch) {
    SplittableRandom same = new SplittableRandom(5);
    Tensor dy = Tensor.zeros(STEPS, batch, weights.outputs());
    for (int i = 0; i < dy.elements(); i++) {
      dy.data()[i] = (float) same.nextDouble(-1, 1);
    }
    RecurrentWeights dWeights =
        RecurrentCell.of(kernel).weights(kernel, INPUTS, HIDDEN, Tensor::zeros);
    return new RecurrentGradients(dy, null, null, dx, null, null, dWeights);
  }

  private RecurrentWeights weights(RecurrentKernel kernel) {
    return RecurrentCell.of(kernel).weights(kernel, INPUTS, HIDDEN, this::tensor);
  }

  private Tensor tensor(int... dimensions) {
    Tensor tensor = Tensor.zeros(dimensions);
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.data()[i] = (float) random.nextDouble(-0.2, 0.2);
    }
    return tensor;
  }
}
