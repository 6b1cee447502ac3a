package dev.unroll.models.lesson;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.multiply;
import static dev.unroll.autograd.op.Ops.sigmoid;
import static dev.unroll.autograd.op.Ops.square;
import static dev.unroll.autograd.op.Ops.sum;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Kernels;
import dev.unroll.models.optimizer.Gradients;
import dev.unroll.models.optimizer.Optimizer;
import dev.unroll.models.optimizer.OptimizerOptions;
import java.util.ArrayList;
import java.util.List;

/// The loss of one recurrent unit after 50 steps without input, as a function of its weight and bias:
///
///     h[0] = ½,   h[t] = w σ(h[t-1]) + b,   L(w, b) = (σ(h[50]) − 0.7)²
///
/// Where the unit passes from one attractor to another the loss falls by a cliff, at which the gradient is huge.
///
/// Source: Pascanu, Mikolov and Bengio, *On the difficulty of training recurrent neural networks*, 2013, figure 6;
/// Goodfellow, Bengio and Courville, *Deep learning*, 2016, section 10.11.
public final class Cliff {
  /// Steps through time.
  public static final int STEPS = 50;

  private static final float START = 0.5f;
  private static final float TARGET = 0.7f;

  private Cliff() {}

  /// A place, the loss there and its gradient.
  ///
  /// @param norm of the gradient before clipping
  public record Point(double w, double b, double loss, double dw, double db, double norm) {}

  /// Where gradient descent went.
  ///
  /// @param name how it clips
  /// @param points from the beginning on
  public record Descent(String name, List<Point> points) {
    public Descent {
      points = List.copyOf(points);
    }

    /// The longest step.
    public double longestStep() {
      double longest = 0;
      for (int i = 1; i < points.size(); i++) {
        Point from = points.get(i - 1);
        Point to = points.get(i);
        longest = Math.max(longest, Math.hypot(to.w - from.w, to.b - from.b));
      }
      return longest;
    }
  }

  /// The losses of many units at once, each with its own w and b.
  private static Variable losses(Variable w, Variable b) {
    Tape tape = w.tape();
    Variable h = tape.constant(filled(w.shape(), START));
    for (int t = 0; t < STEPS; t++) {
      h = add(multiply(w, sigmoid(h)), b);
    }
    return square(add(sigmoid(h), tape.constant(filled(w.shape(), -TARGET))));
  }

  private static Tensor filled(Shape shape, float value) {
    Tensor tensor = Tensor.zeros(shape);
    tensor.fill(value);
    return tensor;
  }

  /// The loss at each of `ws` (columns) and `bs` (rows).
  public static double[][] surface(double[] ws, double[] bs) {
    float[] w = new float[ws.length * bs.length];
    float[] b = new float[w.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) ws[i % ws.length];
      b[i] = (float) bs[i / ws.length];
    }
    Tape tape = new Tape();
    Shape shape = Shape.of(w.length);
    Tensor losses =
        losses(tape.constant(Tensor.wrap(w, 0, shape)), tape.constant(Tensor.wrap(b, 0, shape)))
            .value();
    double[][] surface = new double[bs.length][ws.length];
    for (int i = 0; i < w.length; i++) {
      surface[i / ws.length][i % ws.length] = losses.get(i);
    }
    return surface;
  }

  /// Gradient descent.
  ///
  /// @param rate of the steps
  /// @param clipValue as [Gradients#clip] has it; 0 for no limit
  /// @param clipNorm likewise
  public static Descent descend(
      String name, double w, double b, int steps, float rate, float clipValue, float clipNorm) {
    Parameter weight = new Parameter("w", Tensor.wrap(new float[] {(float) w}, 0, Shape.of(1)));
    Parameter bias = new Parameter("b", Tensor.wrap(new float[] {(float) b}, 0, Shape.of(1)));
    List<Parameter> both = List.of(weight, bias);
    Optimizer optimizer =
        new Optimizer(new OptimizerOptions.Sgd(rate), List.of(), both, Kernels.active().update());
    Tape tape = new Tape();
    List<Point> points = new ArrayList<>();
    for (int k = 0; k <= steps; k++) {
      optimizer.zeroGradients();
      Variable loss = sum(losses(tape.parameter(weight), tape.parameter(bias)));
      double value = loss.value().item();
      tape.backward(loss);
      tape.reset();
      float dw = weight.gradient().item();
      float db = bias.gradient().item();
      points.add(
          new Point(weight.value().item(), bias.value().item(), value, dw, db, Math.hypot(dw, db)));
      Gradients.clip(both, Kernels.active().update(), clipValue, clipNorm);
      optimizer.step(1);
    }
    return new Descent(name, points);
  }

  /// Three descents from the same place near the cliff: without clipping, by value and by norm.
  public static List<Descent> descents() {
    return List.of(
        descend("no clipping", FROM_W, FROM_B, 60, RATE, 0, 0),
        descend("clipped by value", FROM_W, FROM_B, 60, RATE, LIMIT, 0),
        descend("clipped by norm", FROM_W, FROM_B, 60, RATE, 0, LIMIT));
  }

  /// Where they begin.
  public static final double FROM_W = 4.5;

  public static final double FROM_B = -2.0;

  /// Their learning rate.
  public static final float RATE = 0.5f;

  /// The limit of the gradient's elements, or of its norm.
  public static final float LIMIT = 0.1f;
}
