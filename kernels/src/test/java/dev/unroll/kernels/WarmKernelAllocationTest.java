package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.testing.Allocations;
import dev.unroll.kernels.testing.KernelChoice;
import dev.unroll.kernels.testing.RecurrentCell;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Once warm, kernels allocate nothing: neither arrays nor, where a vector fails to stay in a
/// register, boxes.
@Tag("widths")
final class WarmKernelAllocationTest {
  private static final int STEPS = 3;
  private static final int INPUTS = 6;
  private static final int HIDDEN = 21;

  private final SplittableRandom random = new SplittableRandom(1);

  static Stream<Arguments> cells() {
    return Stream.of(RecurrentCell.values())
        .flatMap(
            cell ->
                Stream.of(KernelChoice.values())
                    .flatMap(
                        choice -> Stream.of(1, 5).map(batch -> Arguments.of(cell, choice, batch))));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void recurrentKernels(RecurrentCell cell, KernelChoice choice, int batch) {
    RecurrentKernel kernel = cell.kernel(choice.set());
    RecurrentWeights weights = cell.weights(kernel, INPUTS, HIDDEN, this::tensor);
    int outputs = weights.outputs();
    Tensor x = tensor(STEPS, batch, INPUTS);
    SequenceInput features = new SequenceInput.Features(x);
    SequenceInput tokens = new SequenceInput.Tokens(new int[STEPS * batch]);
    int[] lengths = new int[batch];
    Arrays.fill(lengths, STEPS - 1);
    Workspace workspace = new Workspace();
    for (SequenceInput input : List.of(features, tokens)) {
      RecurrentSequence sequence =
          new RecurrentSequence(
              new RecurrentShape(STEPS, batch, INPUTS, HIDDEN, outputs),
              weights,
              input,
              lengths,
              tensor(STEPS + 1, batch, outputs),
              cell.hasCellState() ? tensor(STEPS + 1, batch, HIDDEN) : null,
              kernel.savedWidth(HIDDEN) == 0
                  ? null
                  : tensor(STEPS, batch, kernel.savedWidth(HIDDEN)));
      RecurrentGradients gradients =
          new RecurrentGradients(
              tensor(STEPS, batch, outputs),
              tensor(batch, outputs),
              cell.hasCellState() ? tensor(batch, HIDDEN) : null,
              input == features ? tensor(STEPS, batch, INPUTS) : null,
              tensor(batch, outputs),
              cell.hasCellState() ? tensor(batch, HIDDEN) : null,
              cell.weights(kernel, INPUTS, HIDDEN, this::tensor));
      requireNone("forward", () -> kernel.forward(sequence, workspace, Workers.CALLER));
      requireNone(
          "backward", () -> kernel.backward(sequence, gradients, workspace, Workers.CALLER));
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void steps(RecurrentCell cell, KernelChoice choice, int batch) {
    RecurrentKernel kernel = cell.kernel(choice.set());
    RecurrentStep step =
        new RecurrentStep(
            kernel.pack(cell.weights(kernel, INPUTS, HIDDEN, this::tensor), 1),
            new SequenceInput.Features(tensor(1, batch, INPUTS)),
            tensor(batch, cell.outputs(HIDDEN)),
            cell.hasCellState() ? tensor(batch, HIDDEN) : null,
            new Workspace());
    requireNone("step", () -> kernel.step(step));
  }

  @ParameterizedTest
  @EnumSource
  void products(KernelChoice choice) {
    GemmKernel kernel = choice.set().gemm();
    Workspace workspace = new Workspace();
    Matrix a = Matrix.of(tensor(19, 23));
    Matrix b = Matrix.of(tensor(23, 37));
    Matrix bTransposed = Matrix.of(tensor(37, 23)).transpose();
    Matrix c = Matrix.of(tensor(19, 37));
    requireNone("A·B", () -> kernel.multiply(a, b, c, workspace, Workers.CALLER));
    requireNone("A·Bᵀ", () -> kernel.multiplyAdd(a, bTransposed, c, workspace, Workers.CALLER));
    PackedMatrix packed = kernel.pack(b);
    requireNone("packed B", () -> kernel.multiply(a, packed, c, workspace, Workers.CALLER));
    Matrix row = Matrix.of(tensor(1, 23));
    Matrix result = Matrix.of(tensor(1, 37));
    requireNone("a row", () -> kernel.multiply(row, packed, result, workspace, Workers.CALLER));
    requireNone(
        "a row, in place", () -> kernel.multiply(row, b, result, workspace, Workers.CALLER));
  }

  @ParameterizedTest
  @EnumSource
  void convolutions(KernelChoice choice) {
    ConvolutionKernel kernel = choice.set().convolution();
    Workspace workspace = new Workspace();
    convolution(kernel, 3, 9, 21, workspace);
    convolution(kernel, 8, 9, 12, workspace); // lanes that are no windows
    convolution(kernel, 64, 32, 10, workspace); // lanes that are channels
  }

  private void convolution(
      ConvolutionKernel kernel, int inputs, int outputs, int width, Workspace workspace) {
    Extents one = new Extents(1, 1, 1);
    ConvolutionShape shape =
        new ConvolutionShape(
            2,
            inputs,
            outputs,
            new Extents(1, 11, width),
            new Extents(1, 3, 3),
            one,
            new Extents(0, 1, 0));
    Tensor x = tensor(2, inputs, 11, width);
    Tensor weight = tensor(outputs, inputs, 3, 3);
    Tensor bias = tensor(outputs);
    Tensor y = tensor(2, outputs, 11, width - 2);
    requireNone(
        "forward", () -> kernel.forward(shape, x, weight, bias, y, workspace, Workers.CALLER));
    requireNone("dx", () -> kernel.backwardInput(shape, weight, y, x, workspace, Workers.CALLER));
    requireNone(
        "dWeight", () -> kernel.backwardWeight(shape, x, y, weight, workspace, Workers.CALLER));
  }

  private static void requireNone(String what, Runnable code) {
    assertEquals(0, Allocations.warmBytes(code), what);
  }

  private Tensor tensor(int... dimensions) {
    float[] values = new float[Shape.of(dimensions).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-0.2, 0.2);
    }
    return Tensor.of(Shape.of(dimensions), values);
  }
}
