package dev.unroll.bench;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ConvolutionKernel;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Extents;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Workers;
import java.util.Arrays;

/// One convolution with seeded operands, ready to be timed: forward, or forward and backward with all gradients.
///
/// Weights and biases lie within ±1/√K, K being the numbers of a window; inputs and the gradient `dy` within ±1.
public final class ConvolutionWork {
  private final ConvolutionShape shape;
  private final ConvolutionKernel kernel;
  private final Workers workers;
  private final Workspace workspace = new Workspace();
  private final Tensor x;
  private final Tensor weight;
  private final Tensor bias;
  private final Tensor y;
  private final Tensor dy;
  private final Tensor dx;
  private final Tensor dWeight;

  /// A convolution computed by a set's kernel on the given threads.
  public ConvolutionWork(KernelSet set, ConvolutionShape shape, Workers workers) {
    this.shape = shape;
    this.workers = workers;
    kernel = set.convolution();
    float limit = (float) (1 / Math.sqrt(shape.depth()));
    int[] in = dimensions(shape.batch(), shape.inputs(), shape.size());
    int[] out = dimensions(shape.batch(), shape.outputs(), shape.result());
    int[] window = dimensions(shape.outputs(), shape.inputs(), shape.kernel());
    x = Numbers.tensor(1, 1, in);
    weight = Numbers.tensor(2, limit, window);
    bias = Numbers.tensor(3, limit, shape.outputs());
    dy = Numbers.tensor(4, 1, out);
    y = Tensor.zeros(out);
    dx = Tensor.zeros(in);
    dWeight = Tensor.zeros(window);
  }

  /// `[first, second, D, H, W]`, without the `D` if it is 1.
  private static int[] dimensions(int first, int second, Extents e) {
    return e.depth() == 1
        ? new int[] {first, second, e.height(), e.width()}
        : new int[] {first, second, e.depth(), e.height(), e.width()};
  }

  /// Reads `NxCxHxW/OxKxL/stride/padding`, the last two with a number for each spatial axis; with three spatial
  /// axes `NxCxDxHxW` and so on.
  public static ConvolutionShape parse(String text) {
    String[] parts = text.split("/");
    if (parts.length != 4) {
      throw new IllegalArgumentException("expected NxCxHxW/OxKxL/stride/padding, got " + text);
    }
    int[][] numbers = new int[4][];
    for (int i = 0; i < 4; i++) {
      numbers[i] = Arrays.stream(parts[i].split("x")).mapToInt(Integer::parseInt).toArray();
    }
    int axes = numbers[0].length - 2;
    if (axes < 2
        || axes > 3
        || numbers[1].length != axes + 1
        || numbers[2].length != axes
        || numbers[3].length != axes) {
      throw new IllegalArgumentException(
          "expected as many extents of the kernel, strides and paddings as the input has, got "
              + text);
    }
    return new ConvolutionShape(
        numbers[0][0],
        numbers[0][1],
        numbers[1][0],
        extents(numbers[0], 2, 1),
        extents(numbers[1], 1, 1),
        extents(numbers[2], 0, 1),
        extents(numbers[3], 0, 0));
  }

  private static Extents extents(int[] numbers, int from, int depth) {
    int last = numbers.length - 1;
    return new Extents(last - from == 2 ? numbers[from] : depth, numbers[last - 1], numbers[last]);
  }

  /// What [#parse] reads.
  public static String text(ConvolutionShape shape) {
    boolean deep = shape.size().depth() > 1;
    return "%dx%dx%s/%dx%s/%s/%s"
        .formatted(
            shape.batch(),
            shape.inputs(),
            text(shape.size(), deep),
            shape.outputs(),
            text(shape.kernel(), deep),
            text(shape.stride(), deep),
            text(shape.padding(), deep));
  }

  private static String text(Extents e, boolean deep) {
    return (deep ? e.depth() + "x" : "") + e.height() + "x" + e.width();
  }

  /// Forward.
  public void forward() {
    kernel.forward(shape, x, weight, bias, y, workspace, workers);
  }

  /// Forward and backward with fresh gradients to the input and the weights; that to the biases is a sum.
  public void training() {
    forward();
    dx.fill(0);
    dWeight.fill(0);
    kernel.backwardWeight(shape, x, dy, dWeight, workspace, workers);
    kernel.backwardInput(shape, weight, dy, dx, workspace, workers);
  }

  public ConvolutionShape shape() {
    return shape;
  }

  public Tensor x() {
    return x;
  }

  public Tensor weight() {
    return weight;
  }

  public Tensor bias() {
    return bias;
  }

  public Tensor y() {
    return y;
  }

  public Tensor dy() {
    return dy;
  }

  public Tensor dx() {
    return dx;
  }

  public Tensor dWeight() {
    return dWeight;
  }

  /// What [#forward] does.
  public Work forwardWork() {
    return Work.arithmetic(2 * shape.work(), bytes());
  }

  /// What [#training] does: the backward pass has two products for the one of the forward pass.
  public Work trainingWork() {
    return Work.arithmetic(6 * shape.work(), 3 * bytes());
  }

  private double bytes() {
    return 4.0 * (x.elements() + weight.elements() + y.elements());
  }
}
