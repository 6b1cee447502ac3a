package dev.unroll.bench.operation;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.bench.Numbers;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Workers;

/// The network of micrograd's demonstration with every number a variable of its own: 2 inputs, two layers of
/// 16 ReLU neurons and one linear neuron, the mean hinge loss `max(0, 1 − label·score)` over the samples, and
/// 10⁻⁴ times the sum of all squared parameters. The work is in the recording, not in the arithmetic.
///
/// Source: Karpathy, *micrograd*, 2020.
public final class MicrogradMlp {
  /// The factor of the sum of squared parameters.
  public static final float DECAY = 1e-4f;

  private static final int[] WIDTHS = {2, 16, 16, 1};

  private final int samples;
  private final Tape tape;
  private final Parameter[] parameters;
  private final Variable[] variables;
  private final Tensor[] x;
  private final Tensor one = scalar(1);
  private final float[] labels;
  private int operations;

  /// The network for so many samples a step.
  public MicrogradMlp(int samples, KernelSet kernels) {
    this.samples = samples;
    tape = new Tape(kernels, new Workspace(), Workers.CALLER);
    float[] values = initialParameters();
    parameters = new Parameter[values.length];
    variables = new Variable[values.length];
    for (int i = 0; i < values.length; i++) {
      parameters[i] = new Parameter("p" + i, scalar(values[i]));
    }
    float[] numbers = inputs(samples);
    labels = labels(samples);
    x = new Tensor[numbers.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = scalar(numbers[i]);
    }
  }

  private static Tensor scalar(float value) {
    return Tensor.wrap(new float[] {value}, 0, Shape.of());
  }

  /// The widths of the layers, from the inputs on.
  public static int[] widths() {
    return WIDTHS.clone();
  }

  /// All parameters, neuron by neuron: the bias, then the weights.
  public static float[] initialParameters() {
    int count = 0;
    for (int layer = 1; layer < WIDTHS.length; layer++) {
      count += WIDTHS[layer] * (1 + WIDTHS[layer - 1]);
    }
    return Numbers.uniform(1, count, 1);
  }

  /// The inputs, two for each sample.
  public static float[] inputs(int samples) {
    return Numbers.uniform(2, samples * WIDTHS[0], 1);
  }

  /// The label of each sample, −1 or 1.
  public static float[] labels(int samples) {
    float[] labels = Numbers.uniform(3, samples, 1);
    for (int i = 0; i < samples; i++) {
      labels[i] = labels[i] < 0 ? -1 : 1;
    }
    return labels;
  }

  /// Forward and backward with fresh gradients to all parameters; returns the loss.
  public float run() {
    for (int i = 0; i < parameters.length; i++) {
      parameters[i].zeroGradient();
      variables[i] = tape.parameter(parameters[i]);
    }
    operations = 0;
    Variable loss = loss();
    float value = loss.value().data()[loss.value().offset()];
    tape.backward(loss);
    tape.reset();
    return value;
  }

  private Variable loss() {
    Variable constant = tape.constant(one);
    Variable hinge = null;
    for (int sample = 0; sample < samples; sample++) {
      Variable score = score(sample);
      Variable margin = Ops.add(constant, Ops.scale(score, -labels[sample]));
      Variable each = Ops.relu(margin);
      hinge = hinge == null ? each : Ops.add(hinge, each);
      operations += 4;
    }
    Variable squares = null;
    for (Variable parameter : variables) {
      Variable square = Ops.square(parameter);
      squares = squares == null ? square : Ops.add(squares, square);
      operations += 2;
    }
    operations += 1;
    return Ops.add(Ops.scale(hinge, 1f / samples), Ops.scale(squares, DECAY));
  }

  private Variable score(int sample) {
    Variable[] in = new Variable[WIDTHS[0]];
    for (int i = 0; i < in.length; i++) {
      in[i] = tape.constant(x[sample * in.length + i]);
    }
    int parameter = 0;
    for (int layer = 1; layer < WIDTHS.length; layer++) {
      Variable[] out = new Variable[WIDTHS[layer]];
      for (int neuron = 0; neuron < out.length; neuron++) {
        Variable sum = variables[parameter++];
        for (Variable each : in) {
          sum = Ops.add(sum, Ops.multiply(variables[parameter++], each));
          operations += 2;
        }
        boolean last = layer == WIDTHS.length - 1;
        out[neuron] = last ? sum : Ops.relu(sum);
        operations += last ? 0 : 1;
      }
      in = out;
    }
    return in[0];
  }

  /// The operations of the last run's graph.
  public int operations() {
    return operations;
  }

  /// The gradients of the last run, in the order of [#initialParameters].
  public float[] gradients() {
    float[] gradients = new float[parameters.length];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = parameters[i].gradient().data()[parameters[i].gradient().offset()];
    }
    return gradients;
  }
}
