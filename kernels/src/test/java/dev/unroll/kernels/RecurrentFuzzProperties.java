package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.testing.FuzzedCall;
import dev.unroll.kernels.testing.KernelChoice;
import dev.unroll.kernels.testing.RecurrentCell;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The recurrent kernels with operands that are missing, of another shape, of another cell, or on one
/// another's memory: refused by name by both sets alike, before anything is written.
final class RecurrentFuzzProperties {
  private static final int TRIES = 150;
  private static final int STEPS = 3;
  private static final int BATCH = 2;
  private static final int INPUTS = 5;
  private static final int HIDDEN = 6;

  private static final Workspace WORKSPACE = new Workspace();

  /// The operands of a call by the order in which they were declared.
  private static final class Operands {
    private final Tensor[] tensors;
    private int next;

    Operands(Tensor[] tensors) {
      this.tensors = tensors;
    }

    Tensor next() {
      return tensors[next++];
    }

    Tensor nextIf(boolean there) {
      return there ? next() : null;
    }

    RecurrentWeights weights(RecurrentKernel kernel, RecurrentCell cell) {
      Tensor ih = next();
      Tensor hh = next();
      Tensor biasIh = next();
      Tensor biasHh = nextIf(cell.hasRecurrentBias());
      Tensor[] further = new Tensor[cell.further().size()];
      Arrays.setAll(further, i -> next());
      return kernel.weights(ih, hh, biasIh, biasHh, further);
    }
  }

  /// @param biases whether those may be missing that the cell can do without
  private static FuzzedCall weights(
      FuzzedCall call, RecurrentCell cell, String prefix, boolean biases) {
    boolean result = !prefix.isEmpty();
    int rows = cell.gates() * HIDDEN;
    int outputs = cell.outputs(HIDDEN);
    operand(call, result, prefix + "weight_ih", rows, INPUTS);
    operand(call, result, prefix + "weight_hh", rows, outputs);
    operand(call, result, prefix + "bias_ih", rows);
    if (!cell.hasRecurrentBias()) {
      if (biases) {
        call.optional();
      }
    } else {
      operand(call, result, prefix + "bias_hh", rows);
    }
    for (String name : cell.further()) {
      operand(call, result, prefix + name, cell.shape(name, HIDDEN, outputs));
      if (biases && name.startsWith("bias")) {
        call.optional();
      }
    }
    return call;
  }

  private static void operand(FuzzedCall call, boolean result, String name, int... shape) {
    if (result) {
      call.writesTensor(name, shape);
    } else {
      call.reads(name, shape);
    }
  }

  private static FuzzedCall sequence(FuzzedCall call, RecurrentCell cell, boolean backward) {
    weights(call.reads("x", STEPS, BATCH, INPUTS), cell, "", !backward);
    call.writesTensor("h", new int[] {STEPS + 1, BATCH, cell.outputs(HIDDEN)});
    if (!backward) {
      call.orMoreAlong(2);
    }
    if (cell.hasCellState()) {
      call.writesTensor("c", new int[] {STEPS + 1, BATCH, HIDDEN});
    }
    int saved = cell.kernel(Kernels.scalar()).savedWidth(HIDDEN);
    if (saved > 0) {
      call.writesTensor("saved", new int[] {STEPS, BATCH, saved});
      if (!backward) {
        call.optional();
      }
    }
    return call;
  }

  private static RecurrentSequence sequence(
      RecurrentKernel kernel, RecurrentCell cell, Operands o) {
    Tensor x = o.next();
    RecurrentWeights weights = o.weights(kernel, cell);
    Tensor h = o.next();
    Tensor c = o.nextIf(cell.hasCellState());
    Tensor saved = o.nextIf(kernel.savedWidth(HIDDEN) > 0);
    return new RecurrentSequence(
        new RecurrentShape(STEPS, BATCH, INPUTS, HIDDEN, cell.outputs(HIDDEN)),
        weights,
        new SequenceInput.Features(x),
        null,
        h,
        c,
        saved);
  }

  @ParameterizedTest
  @EnumSource
  void forward(RecurrentCell cell) {
    run(
        sequence(new FuzzedCall(cell + " forward"), cell, false)
            .on(
                (set, tensors) -> {
                  RecurrentKernel kernel = cell.kernel(set);
                  RecurrentSequence sequence = sequence(kernel, cell, new Operands(tensors));
                  kernel.forward(sequence, WORKSPACE, Workers.CALLER);
                }));
  }

  @ParameterizedTest
  @EnumSource
  void backward(RecurrentCell cell) {
    FuzzedCall call = sequence(new FuzzedCall(cell + " backward"), cell, true);
    int outputs = cell.outputs(HIDDEN);
    call.reads("dy", STEPS, BATCH, outputs).optional();
    call.reads("dhn", BATCH, outputs).optional();
    if (cell.hasCellState()) {
      call.reads("dcn", BATCH, HIDDEN).optional();
    }
    call.writesTensor("dx", new int[] {STEPS, BATCH, INPUTS}).optional();
    call.writesTensor("dh0", new int[] {BATCH, outputs}).optional();
    if (cell.hasCellState()) {
      call.writesTensor("dc0", new int[] {BATCH, HIDDEN}).optional();
    }
    weights(call, cell, "d", true);
    // what is only read here may lie anywhere
    for (String gradient : List.of("dy", "dhn", "dcn")) {
      for (String state : List.of("h", "c", "saved")) {
        call.mayShare(gradient, state);
      }
    }
    call.on(
        (set, tensors) -> {
          RecurrentKernel kernel = cell.kernel(set);
          Operands o = new Operands(tensors);
          RecurrentSequence sequence = sequence(kernel, cell, o);
          RecurrentGradients gradients =
              new RecurrentGradients(
                  o.next(),
                  o.next(),
                  o.nextIf(cell.hasCellState()),
                  o.next(),
                  o.next(),
                  o.nextIf(cell.hasCellState()),
                  o.weights(kernel, cell));
          kernel.backward(sequence, gradients, WORKSPACE, Workers.CALLER);
        });
    run(call);
  }

  @ParameterizedTest
  @EnumSource
  void steps(RecurrentCell cell) {
    FuzzedCall call = new FuzzedCall(cell + " step").reads("x", 1, BATCH, INPUTS);
    call.writesTensor("h", new int[] {BATCH, cell.outputs(HIDDEN)});
    if (cell.hasCellState()) {
      call.writesTensor("c", new int[] {BATCH, HIDDEN});
    }
    call.on(
        (set, tensors) -> {
          RecurrentKernel kernel = cell.kernel(set);
          Operands o = new Operands(tensors);
          kernel.step(
              new RecurrentStep(
                  kernel.pack(zeros(cell, kernel), 0),
                  new SequenceInput.Features(o.next()),
                  o.next(),
                  o.nextIf(cell.hasCellState()),
                  WORKSPACE));
        });
    run(call);
  }

  private static void run(FuzzedCall call) {
    SplittableRandom random = new SplittableRandom(call.toString().hashCode());
    for (int i = 0; i < TRIES; i++) {
      call.run(random, Kernels.scalar(), Kernels.active());
    }
  }

  private static RecurrentWeights zeros(RecurrentCell cell, RecurrentKernel kernel) {
    return zeros(cell, kernel, INPUTS);
  }

  private static RecurrentWeights zeros(RecurrentCell cell, RecurrentKernel kernel, int inputs) {
    int rows = cell.gates() * HIDDEN;
    int outputs = cell.outputs(HIDDEN);
    Tensor[] further =
        cell.further().stream()
            .map(name -> Tensor.zeros(cell.shape(name, HIDDEN, outputs)))
            .toArray(Tensor[]::new);
    return kernel.weights(
        Tensor.zeros(rows, inputs), Tensor.zeros(rows, outputs), null, null, further);
  }

  private static RecurrentSequence sequence(
      RecurrentCell cell, RecurrentKernel kernel, SequenceInput input, int[] lengths) {
    int outputs = cell.outputs(HIDDEN);
    return new RecurrentSequence(
        new RecurrentShape(STEPS, BATCH, INPUTS, HIDDEN, outputs),
        zeros(cell, kernel),
        input,
        lengths,
        Tensor.zeros(STEPS + 1, BATCH, outputs),
        kernel.hasCellState() ? Tensor.zeros(STEPS + 1, BATCH, HIDDEN) : null,
        kernel.savedWidth(HIDDEN) > 0
            ? Tensor.zeros(STEPS, BATCH, kernel.savedWidth(HIDDEN))
            : null);
  }

  /// Ids and lengths belong to the caller: what has become of them is looked at in each call.
  @ParameterizedTest
  @EnumSource
  void idsAndLengthsThatChange(RecurrentCell cell) {
    for (KernelChoice choice : KernelChoice.values()) {
      RecurrentKernel kernel = cell.kernel(choice.set());
      int[] ids = new int[STEPS * BATCH];
      int[] lengths = {2, 3};
      SequenceInput input = new SequenceInput.Tokens(ids);
      RecurrentSequence sequence = sequence(cell, kernel, input, lengths);
      RecurrentGradients none =
          new RecurrentGradients(null, null, null, null, null, null, zeros(cell, kernel));
      ids[4] = INPUTS;
      refused(
          "ids[4]: expected an id from 0 to 4, got 5",
          () -> kernel.forward(sequence, WORKSPACE, Workers.CALLER),
          () -> kernel.backward(sequence, none, WORKSPACE, Workers.CALLER));
      ids[4] = 0;
      lengths[1] = -1;
      refused(
          "lengths[1]: expected 0 to T = 3, got -1",
          () -> kernel.forward(sequence, WORKSPACE, Workers.CALLER),
          () -> kernel.backward(sequence, none, WORKSPACE, Workers.CALLER));
      int[] one = new int[BATCH];
      RecurrentStep step =
          new RecurrentStep(
              kernel.pack(zeros(cell, kernel), 0),
              new SequenceInput.Tokens(one),
              Tensor.zeros(BATCH, cell.outputs(HIDDEN)),
              kernel.hasCellState() ? Tensor.zeros(BATCH, HIDDEN) : null,
              WORKSPACE);
      one[0] = -7;
      refused("ids[0]: expected an id from 0 to 4, got -7", () -> kernel.step(step));
    }
  }

  @Test
  void weightsOfAnotherCell() {
    for (KernelChoice choice : KernelChoice.values()) {
      KernelSet set = choice.set();
      GruKernel gru = set.gru();
      ResetAfterGruWeights weights =
          new ResetAfterGruWeights(
              Tensor.zeros(3 * HIDDEN, INPUTS), Tensor.zeros(3 * HIDDEN, HIDDEN), null, null);
      RecurrentSequence right =
          sequence(RecurrentCell.GRU, gru, new SequenceInput.Tokens(new int[STEPS * BATCH]), null);
      RecurrentSequence wrong =
          new RecurrentSequence(
              right.shape(), weights, right.input(), null, right.h(), null, right.saved());
      String message = "weights: expected GruWeights for a gru, got ResetAfterGruWeights";
      refused(
          message, () -> gru.forward(wrong, WORKSPACE, Workers.CALLER), () -> gru.pack(weights, 0));
      RecurrentGradients gradients =
          new RecurrentGradients(null, null, null, null, null, null, weights);
      refused(
          "dWeights: expected GruWeights for a gru, got ResetAfterGruWeights",
          () -> gru.backward(right, gradients, WORKSPACE, Workers.CALLER));
    }
  }

  @ParameterizedTest
  @EnumSource
  void packedForAnotherKernel(RecurrentCell cell) {
    RecurrentKernel kernel = cell.kernel(Kernels.active());
    RecurrentKernel scalar = cell.kernel(Kernels.scalar());
    SequenceInput input = new SequenceInput.Tokens(new int[STEPS * BATCH]);
    RecurrentSequence sequence = sequence(cell, kernel, input, null);
    PackedWeights others = scalar.pack(zeros(cell, scalar), 3);
    refused(
        "packed weights: expected those of the vector set's %s, got those of the scalar set's %s"
            .formatted(kernel.cell(), kernel.cell()),
        () -> kernel.forward(sequence.with(others), WORKSPACE, Workers.CALLER));
    PackedWeights wider = kernel.pack(zeros(cell, kernel, INPUTS + 1), 3);
    refused(
        "packed weights: expected C = 5, H = 6, P = %d, got C = 6, H = 6, P = %d"
            .formatted(cell.outputs(HIDDEN), cell.outputs(HIDDEN)),
        () -> kernel.forward(sequence.with(wider), WORKSPACE, Workers.CALLER));
    RecurrentCell otherCell =
        RecurrentCell.values()[(cell.ordinal() + 1) % RecurrentCell.values().length];
    RecurrentKernel other = otherCell.kernel(Kernels.active());
    PackedWeights otherCells = other.pack(zeros(otherCell, other), 3);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> kernel.forward(sequence.with(otherCells), WORKSPACE, Workers.CALLER))
            .getMessage();
    assertTrue(message.contains(other.cell()), message);
  }

  @Test
  void packedWeightsAreACopy() {
    for (KernelChoice choice : KernelChoice.values()) {
      LstmKernel kernel = choice.set().lstm();
      LstmWeights weights =
          new LstmWeights(
              Tensor.zeros(4 * HIDDEN, INPUTS), Tensor.zeros(4 * HIDDEN, HIDDEN), null, null);
      weights.weightIh().fill(0.25f);
      PackedWeights packed = kernel.pack(weights, 17);
      assertEquals(17, packed.version());
      assertEquals(PackedWeights.ElementType.FLOAT32, packed.elementType());
      assertEquals("lstm", packed.cell());
      assertEquals(HIDDEN, packed.outputs());
      float[] before = step(kernel, packed);
      weights.weightIh().fill(9);
      assertArrayEquals(before, step(kernel, packed));
    }
  }

  private static float[] step(LstmKernel kernel, PackedWeights packed) {
    Tensor x = Tensor.zeros(1, BATCH, INPUTS);
    x.fill(1);
    Tensor h = Tensor.zeros(BATCH, HIDDEN);
    SequenceInput input = new SequenceInput.Features(x);
    kernel.step(new RecurrentStep(packed, input, h, Tensor.zeros(BATCH, HIDDEN), WORKSPACE));
    return h.data();
  }

  private static void refused(String message, Runnable... calls) {
    for (Runnable call : calls) {
      assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
  }
}
