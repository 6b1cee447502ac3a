package dev.unroll.kernels;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.testing.ConvolutionOracle;
import dev.unroll.kernels.testing.Floats;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/// Convolutions of random extents, kernels, strides and paddings.
@Tag("widths")
final class ConvolutionKernelProperties {
  /// The operands of the three passes.
  private record Case(
      ConvolutionShape shape,
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor dy,
      Tensor dx,
      Tensor dWeight) {
    static Case of(ConvolutionShape shape, boolean biased, boolean wild, long seed) {
      Extents k = shape.kernel();
      Shape weights = Shape.of(shape.outputs(), shape.inputs(), k.depth(), k.height(), k.width());
      Shape in = ConvolutionShape.shape(shape.batch(), shape.inputs(), shape.size());
      Shape out = ConvolutionShape.shape(shape.batch(), shape.outputs(), shape.result());
      return new Case(
          shape,
          tensor(wild, seed, in),
          tensor(wild, seed + 1, weights),
          biased ? tensor(wild, seed + 2, Shape.of(shape.outputs())) : null,
          tensor(wild, seed + 3, out),
          tensor(wild, seed + 4, in),
          tensor(wild, seed + 5, weights));
    }

    /// At an offset, between NaNs.
    private static Tensor tensor(boolean wild, long seed, Shape shape) {
      int offset = (int) (seed & 7);
      float[] values = Floats.of(wild, seed, shape.elements());
      return Tensor.wrap(Floats.at(offset, values), offset, shape);
    }

    /// What the passes write, whole arrays.
    float[][] results(KernelSet set, Workspace workspace, Workers workers) {
      ConvolutionKernel kernel = set.convolution();
      Tensor y = copy(dy, true);
      Tensor gradient = copy(dx, false);
      Tensor weights = copy(dWeight, false);
      kernel.forward(shape, x, weight, bias, y, workspace, workers);
      kernel.backwardInput(shape, weight, dy, gradient, workspace, workers);
      kernel.backwardWeight(shape, x, dy, weights, workspace, workers);
      return new float[][] {y.data(), gradient.data(), weights.data()};
    }

    private static Tensor copy(Tensor tensor, boolean lost) {
      float[] data = tensor.data().clone();
      if (lost) {
        Arrays.fill(data, Float.NaN);
      }
      return Tensor.wrap(data, tensor.offset(), tensor.shape());
    }
  }

  private static ConvolutionShape shape(SplittableRandom random, boolean deep) {
    Extents kernel =
        new Extents(deep ? random.nextInt(1, 4) : 1, random.nextInt(1, 6), random.nextInt(1, 6));
    Extents stride =
        new Extents(deep ? random.nextInt(1, 3) : 1, random.nextInt(1, 4), random.nextInt(1, 4));
    Extents padding =
        new Extents(deep ? random.nextInt(2) : 0, random.nextInt(3), random.nextInt(3));
    Extents size =
        new Extents(
            deep ? kernel.depth() + random.nextInt(2) : 1,
            kernel.height() + random.nextInt(5),
            kernel.width() + random.nextInt(random.nextInt(4) == 0 ? 70 : 12));
    return new ConvolutionShape(
        random.nextInt(4),
        random.nextInt(1, 5),
        random.nextInt(1, 23),
        size,
        kernel,
        stride,
        padding);
  }

  @Property(tries = 300)
  void setsGiveTheSameBits(
      @ForAll boolean deep, @ForAll boolean biased, @ForAll boolean wild, @ForAll long seed) {
    ConvolutionShape shape = shape(new SplittableRandom(seed), deep);
    Case each = Case.of(shape, biased, wild, seed);
    float[][] wanted = each.results(Kernels.scalar(), new Workspace(), Workers.CALLER);
    Workspace used = new Workspace();
    for (int again = 0; again < 2; again++) {
      requireSameBits(shape, wanted, each.results(Kernels.active(), used, Workers.CALLER));
    }
  }

  /// Channels enough for vectors of them, and rows of windows too short for vectors of those.
  @Property(tries = 60)
  void soTheyDoWhereLanesAreChannels(
      @ForAll boolean deep, @ForAll boolean biased, @ForAll boolean wild, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Extents kernel = new Extents(deep ? 2 : 1, random.nextInt(1, 4), random.nextInt(1, 4));
    int stride = random.nextInt(1, 3);
    ConvolutionShape shape =
        new ConvolutionShape(
            random.nextInt(1, 6),
            random.nextInt(17, 70),
            random.nextInt(17, 70),
            new Extents(
                deep ? 3 : 1,
                kernel.height() + random.nextInt(6),
                kernel.width() + stride * random.nextInt(3, 12)),
            kernel,
            new Extents(1, stride, stride),
            new Extents(0, random.nextInt(2), random.nextInt(2)));
    Case each = Case.of(shape, biased, wild, seed);
    float[][] wanted = each.results(Kernels.scalar(), new Workspace(), Workers.CALLER);
    requireSameBits(shape, wanted, each.results(Kernels.active(), new Workspace(), Workers.CALLER));
  }

  private static void requireSameBits(ConvolutionShape shape, float[][] wanted, float[][] got) {
    String[] names = {"y", "dx", "dWeight"};
    for (int i = 0; i < names.length; i++) {
      Floats.requireSameBits(names[i] + " of " + shape, wanted[i], got[i]);
    }
  }

  /// Large enough that threads share the work; rows of windows that are and are not whole vectors, and odd numbers of
  /// vectors, of channels and of rows of the batch; vectors of channels, too; few rows of the batch, which threads divide, and many.
  @Example
  void threadsGiveTheSameBits() {
    ConvolutionShape[] shapes = {
      new ConvolutionShape(
          3, 5, 24, new Extents(1, 41, 67), new Extents(1, 5, 5), new Extents(1, 2, 2), ZERO),
      new ConvolutionShape(
          1, 16, 17, new Extents(3, 19, 33), new Extents(3, 3, 3), ONE, new Extents(0, 1, 1)),
      new ConvolutionShape(
          5, 130, 8, new Extents(1, 9, 9), new Extents(1, 3, 3), ONE, new Extents(0, 1, 1)),
      new ConvolutionShape(
          3, 64, 19, new Extents(1, 8, 8), new Extents(1, 3, 3), ONE, new Extents(0, 1, 1)),
      new ConvolutionShape(
          7, 40, 3, new Extents(1, 13, 40), new Extents(1, 5, 5), ONE, new Extents(0, 2, 2)),
      new ConvolutionShape(
          5, 50, 64, new Extents(1, 9, 7), new Extents(1, 3, 3), ONE, new Extents(0, 1, 1)),
      new ConvolutionShape(
          3, 32, 30, new Extents(4, 11, 20), new Extents(3, 3, 3), new Extents(1, 2, 2), ONE),
      new ConvolutionShape(
          70, 5, 24, new Extents(1, 11, 13), new Extents(1, 3, 3), ONE, new Extents(0, 1, 1)),
      new ConvolutionShape(
          11, 64, 19, new Extents(1, 8, 8), new Extents(1, 3, 3), ONE, new Extents(0, 1, 1)),
    };
    try (Workers two = Workers.start(2)) {
      for (ConvolutionShape shape : shapes) {
        Case each = Case.of(shape, true, false, 3);
        float[][] wanted = each.results(Kernels.scalar(), new Workspace(), Workers.CALLER);
        Workspace workspace = new Workspace();
        requireSameBits(shape, wanted, each.results(Kernels.active(), workspace, Workers.CALLER));
        requireSameBits(shape, wanted, each.results(Kernels.active(), workspace, two));
      }
    }
  }

  private static final Extents ONE = new Extents(1, 1, 1);
  private static final Extents ZERO = new Extents(0, 0, 0);

  /// Within γ_k = k·u/(1 − k·u) of the sums of magnitudes, k being the links of a chain and a few more.
  @Property(tries = 200)
  void sumsAreThoseOfTheEquation(@ForAll boolean deep, @ForAll boolean biased, @ForAll long seed) {
    ConvolutionShape shape = shape(new SplittableRandom(seed), deep);
    Case each = Case.of(shape, biased, false, seed);
    float[][] got = each.results(Kernels.scalar(), new Workspace(), Workers.CALLER);
    Case sizes =
        new Case(
            shape,
            abs(each.x()),
            abs(each.weight()),
            biased ? abs(each.bias()) : null,
            abs(each.dy()),
            abs(each.dx()),
            abs(each.dWeight()));
    requireClose(
        "y",
        shape.depth() + 1,
        ConvolutionOracle.forward(shape, each.x(), each.weight(), each.bias()),
        ConvolutionOracle.forward(shape, sizes.x(), sizes.weight(), sizes.bias()),
        got[0],
        each.dy().offset());
    requireClose(
        "dx",
        shape.outputs() + shape.kernel().elements() + 1,
        ConvolutionOracle.backwardInput(shape, each.weight(), each.dy(), each.dx()),
        ConvolutionOracle.backwardInput(shape, sizes.weight(), sizes.dy(), sizes.dx()),
        got[1],
        each.dx().offset());
    requireClose(
        "dWeight",
        shape.batch() * shape.positions() + 1,
        ConvolutionOracle.backwardWeight(shape, each.x(), each.dy(), each.dWeight()),
        ConvolutionOracle.backwardWeight(shape, sizes.x(), sizes.dy(), sizes.dWeight()),
        got[2],
        each.dWeight().offset());
  }

  private static Tensor abs(Tensor tensor) {
    Tensor abs = Tensor.zeros(tensor.shape());
    for (int i = 0; i < abs.elements(); i++) {
      abs.data()[i] = Math.abs(tensor.data()[tensor.offset() + i]);
    }
    return abs;
  }

  private static void requireClose(
      String what, int links, double[] wanted, double[] sizes, float[] got, int offset) {
    double ku = links * 0x1p-24;
    double gamma = ku / (1 - ku);
    for (int i = 0; i < wanted.length; i++) {
      if (!(Math.abs(got[offset + i] - wanted[i]) <= gamma * sizes[i] + Float.MIN_VALUE)) {
        throw new AssertionError(
            "%s[%d]: wanted %s, got %s".formatted(what, i, wanted[i], got[offset + i]));
      }
    }
  }
}
