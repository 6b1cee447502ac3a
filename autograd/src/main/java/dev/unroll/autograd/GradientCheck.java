package dev.unroll.autograd;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;

/// Compares the gradients that backward gives with differences of the function's values.
///
///     GradientCheck.of((tape, in) -> new Variable[] {Ops.linear(in[0], in[1], null)}, x, weight)
///         .elements()
///         .orThrow();
///
/// The function is weighted with fixed random numbers to one number L. Its derivative along an input is
/// taken from central differences with steps h, h/2 and h/4, extrapolated twice (Richardson 1911; Romberg
/// 1955), so that the error of cutting the series off is O(h⁶) and h can be large: with a function
/// computed in float32, large steps are what keeps rounding out. The function must be smooth within
/// [#STEP] of the inputs, and must give the same values each time (randomness from a stream that it
/// makes anew).
///
/// A derivative passes if it is within
///
///     tolerance = 2⁻¹⁰·max(|wanted|, |got|) + 8·ε·Σ|seed ⊙ y|/h₃
///
/// of the difference, where ε = 2⁻²³, h₃ is the smallest step, and the second summand is the rounding of
/// the values seen through the difference: the sum is over those that the step changes.
public final class GradientCheck {
  /// h for inputs up to 1 in size; for larger ones it grows in proportion.
  public static final double STEP = 0x1p-4;

  private static final double EPSILON = 0x1p-23;

  /// What is checked: computes outputs from leaves of the given tape.
  @FunctionalInterface
  public interface Function {
    /// The outputs for the given inputs.
    Variable[] apply(Tape tape, Variable[] inputs);
  }

  private final KernelSet kernels;
  private final Function function;
  private final Tensor[] inputs;
  private Tensor[] seeds;

  private GradientCheck(KernelSet kernels, Function function, Tensor[] inputs) {
    this.kernels = kernels;
    this.function = function;
    this.inputs = inputs;
  }

  /// A check of a function at the given inputs, with the active kernels. The inputs are not modified.
  public static GradientCheck of(Function function, Tensor... inputs) {
    return of(Kernels.active(), function, inputs);
  }

  /// A check of a function at the given inputs, with the given kernels.
  public static GradientCheck of(KernelSet kernels, Function function, Tensor... inputs) {
    Tensor[] copies = new Tensor[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      copies[i] = inputs[i].copy();
    }
    return new GradientCheck(kernels, function, copies);
  }

  /// Checks the derivative along every element of every input: six evaluations each.
  public GradientReport elements() {
    Tensor[] gradients = gradients();
    GradientReport worst = GradientReport.NOTHING;
    for (int input = 0; input < inputs.length; input++) {
      Tensor x = inputs[input];
      for (int index = 0; index < x.elements(); index++) {
        float center = x.data()[index];
        double size = Math.max(1, Math.abs(center));
        double[] slopes = new double[3];
        double noise = 0;
        for (int level = 0; level < 3; level++) {
          double h = STEP * size / (1 << level);
          x.data()[index] = (float) (center + h);
          double above = x.data()[index];
          double[] high = evaluate();
          x.data()[index] = (float) (center - h);
          double below = x.data()[index];
          double[] low = evaluate();
          slopes[level] = difference(high, low) / (above - below);
          noise = 8 * EPSILON * size(high, low) / h;
        }
        x.data()[index] = center;
        double got = gradients[input].data()[index];
        worst = worst.orWorse(report(input, index, extrapolate(slopes), got, noise));
      }
    }
    return worst;
  }

  /// Checks the derivative along random directions through all inputs at once: six evaluations each,
  /// whatever the size of the inputs.
  public GradientReport directions(int count, RandomStream random) {
    Tensor[] gradients = gradients();
    GradientReport worst = GradientReport.NOTHING;
    Tensor[] centers = new Tensor[inputs.length];
    Tensor[] direction = new Tensor[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      centers[i] = inputs[i].copy();
      direction[i] = inputs[i].copy();
    }
    for (int draw = 0; draw < count; draw++) {
      double got = 0;
      double rounding = 0;
      for (int i = 0; i < inputs.length; i++) {
        for (int k = 0; k < inputs[i].elements(); k++) {
          float along = 2 * random.nextFloat() - 1;
          direction[i].data()[k] = along;
          got += (double) along * gradients[i].data()[k];
          rounding += Math.abs((double) gradients[i].data()[k] * centers[i].data()[k]);
        }
      }
      double[] slopes = new double[3];
      double noise = 0;
      for (int level = 0; level < 3; level++) {
        double h = STEP / (1 << level);
        double[] high = evaluateAt(centers, direction, h);
        double[] low = evaluateAt(centers, direction, -h);
        slopes[level] = difference(high, low) / (2 * h);
        noise = 8 * EPSILON * (size(high, low) + rounding) / h;
      }
      worst = worst.orWorse(report(-1, draw, extrapolate(slopes), got, noise));
    }
    for (int i = 0; i < inputs.length; i++) {
      inputs[i].copyFrom(centers[i]);
    }
    return worst;
  }

  private static GradientReport report(
      int input, int index, double wanted, double got, double noise) {
    double tolerance = 0x1p-10 * Math.max(Math.abs(wanted), Math.abs(got)) + noise;
    return new GradientReport(input, index, wanted, got, tolerance, 1);
  }

  /// Two Richardson steps on central differences at h, h/2, h/4.
  private static double extrapolate(double[] slopes) {
    double first = (4 * slopes[1] - slopes[0]) / 3;
    double second = (4 * slopes[2] - slopes[1]) / 3;
    return (16 * second - first) / 15;
  }

  private Tensor[] gradients() {
    Tape tape = new Tape(kernels, new Workspace(), Workers.CALLER);
    Variable[] leaves = leaves(tape);
    Variable[] outputs = function.apply(tape, leaves);
    seeds = seeds(outputs);
    tape.backward(outputs, seeds);
    Tensor[] gradients = new Tensor[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      Tensor gradient = leaves[i].gradient();
      gradients[i] = gradient == null ? Tensor.zeros(inputs[i].shape()) : gradient.copy();
    }
    return gradients;
  }

  private Variable[] leaves(Tape tape) {
    Variable[] leaves = new Variable[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      leaves[i] = tape.leaf(inputs[i]);
    }
    return leaves;
  }

  /// Weights between 1/2 and 1 in size, so that no output goes unnoticed.
  private static Tensor[] seeds(Variable[] outputs) {
    RandomStream random = new RandomStream(1);
    Tensor[] seeds = new Tensor[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      Shape shape = outputs[i].shape();
      seeds[i] = Tensor.zeros(shape);
      for (int k = 0; k < shape.elements(); k++) {
        float size = 0.5f + 0.5f * random.nextFloat();
        seeds[i].data()[k] = random.nextFloat() < 0.5f ? -size : size;
      }
    }
    return seeds;
  }

  /// The sum of the differences.
  private static double difference(double[] high, double[] low) {
    double sum = 0;
    for (int i = 0; i < high.length; i++) {
      sum += high[i] - low[i];
    }
    return sum;
  }

  /// The sum of the sizes of those terms that differ.
  private static double size(double[] high, double[] low) {
    double sum = 0;
    for (int i = 0; i < high.length; i++) {
      sum += high[i] == low[i] ? 0 : Math.max(Math.abs(high[i]), Math.abs(low[i]));
    }
    return sum;
  }

  private double[] evaluateAt(Tensor[] centers, Tensor[] direction, double h) {
    for (int i = 0; i < inputs.length; i++) {
      for (int k = 0; k < inputs[i].elements(); k++) {
        inputs[i].data()[k] = (float) (centers[i].data()[k] + h * direction[i].data()[k]);
      }
    }
    return evaluate();
  }

  /// The terms that L is the sum of, `seed ⊙ y` for all outputs.
  private double[] evaluate() {
    Tape tape = new Tape(kernels, new Workspace(), Workers.CALLER);
    try (var _ = tape.noGradient()) {
      Variable[] outputs = function.apply(tape, leaves(tape));
      int count = 0;
      for (Tensor seed : seeds) {
        count += seed.elements();
      }
      double[] terms = new double[count];
      int at = 0;
      for (int i = 0; i < outputs.length; i++) {
        Tensor y = outputs[i].value();
        for (int k = 0; k < y.elements(); k++) {
          terms[at++] = (double) seeds[i].data()[k] * y.data()[y.offset() + k];
        }
      }
      return terms;
    }
  }
}
