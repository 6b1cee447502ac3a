package dev.unroll.kernels.testing;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Extents;

/// Convolutions in double, straight from the equation: everything that a number of `x` and one of `weight` meet in is
/// visited once.
public final class ConvolutionOracle {
  /// What is done where a number of `y`, one of `weight` and one of `x` meet.
  @FunctionalInterface
  private interface Meeting {
    void visit(int y, int weight, int x);
  }

  private ConvolutionOracle() {}

  private static void meetings(ConvolutionShape shape, Meeting meeting) {
    Extents in = shape.size();
    Extents out = shape.result();
    Extents kernel = shape.kernel();
    int y = 0;
    for (int n = 0; n < shape.batch(); n++) {
      for (int o = 0; o < shape.outputs(); o++) {
        for (int p = 0; p < out.elements(); p++, y++) {
          int weight = o * shape.inputs() * kernel.elements();
          for (int c = 0; c < shape.inputs(); c++) {
            for (int k = 0; k < kernel.elements(); k++, weight++) {
              int d =
                  p / (out.height() * out.width()) * shape.stride().depth()
                      + k / (kernel.height() * kernel.width())
                      - shape.padding().depth();
              int h =
                  p / out.width() % out.height() * shape.stride().height()
                      + k / kernel.width() % kernel.height()
                      - shape.padding().height();
              int w =
                  p % out.width() * shape.stride().width()
                      + k % kernel.width()
                      - shape.padding().width();
              boolean inside =
                  d >= 0 && d < in.depth() && h >= 0 && h < in.height() && w >= 0 && w < in.width();
              if (inside) {
                int channel = n * shape.inputs() + c;
                int x = ((channel * in.depth() + d) * in.height() + h) * in.width() + w;
                meeting.visit(y, weight, x);
              }
            }
          }
        }
      }
    }
  }

  /// `y`.
  public static double[] forward(ConvolutionShape shape, Tensor x, Tensor weight, Tensor bias) {
    int windows = shape.positions();
    double[] y = new double[shape.batch() * shape.outputs() * windows];
    for (int i = 0; bias != null && i < y.length; i++) {
      y[i] = at(bias, i / windows % shape.outputs());
    }
    meetings(shape, (yAt, w, xAt) -> y[yAt] += at(weight, w) * at(x, xAt));
    return y;
  }

  /// `dx`, added to what it holds.
  public static double[] backwardInput(
      ConvolutionShape shape, Tensor weight, Tensor dy, Tensor dx) {
    double[] sums = doubles(dx);
    meetings(shape, (yAt, w, xAt) -> sums[xAt] += at(weight, w) * at(dy, yAt));
    return sums;
  }

  /// `dW`, added to what it holds.
  public static double[] backwardWeight(
      ConvolutionShape shape, Tensor x, Tensor dy, Tensor dWeight) {
    double[] sums = doubles(dWeight);
    meetings(shape, (yAt, w, xAt) -> sums[w] += at(x, xAt) * at(dy, yAt));
    return sums;
  }

  private static double[] doubles(Tensor tensor) {
    double[] numbers = new double[tensor.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = at(tensor, i);
    }
    return numbers;
  }

  private static double at(Tensor tensor, int i) {
    return tensor.data()[tensor.offset() + i];
  }
}
