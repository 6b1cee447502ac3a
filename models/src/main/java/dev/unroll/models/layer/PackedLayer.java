package dev.unroll.models.layer;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import java.util.Arrays;

/// The packed weights of one layer: one copy for all streams and for all passes over a single step,
/// made when the first of them needs it and again after the parameters have changed.
final class PackedLayer {
  private final Parameter[] parameters;
  private final Tensor zeroBias;
  private volatile Packed latest;

  /// Weights as a kernel wants them, never changed once made.
  ///
  /// @param versions of the parameters that it was made of
  private record Packed(RecurrentKernel kernel, long[] versions, PackedWeights weights) {}

  /// @param parameters weight_ih, weight_hh, bias_ih, bias_hh and what the cell has besides; a bias may be null
  /// @param zeroBias what stands for bias_hh where there is one bias; else null
  PackedLayer(Parameter[] parameters, Tensor zeroBias) {
    this.parameters = parameters;
    this.zeroBias = zeroBias;
  }

  CellStep step(RecurrentKernel kernel, SequenceInput input, Tensor h, Tensor c) {
    return new Step(kernel, input, h, c);
  }

  /// The weights as the parameters are now, for a kernel.
  PackedWeights weights(RecurrentKernel kernel) {
    return packed(kernel).weights();
  }

  /// The weights as the parameters are now.
  private Packed packed(RecurrentKernel kernel) {
    Packed packed = latest;
    return packed != null && packed.kernel() == kernel && isCurrent(packed) ? packed : pack(kernel);
  }

  private boolean isCurrent(Packed packed) {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i] != null && parameters[i].version() != packed.versions()[i]) {
        return false;
      }
    }
    return true;
  }

  private synchronized Packed pack(RecurrentKernel kernel) {
    Packed packed = latest;
    if (packed != null && packed.kernel() == kernel && isCurrent(packed)) {
      return packed;
    }
    long[] versions =
        Arrays.stream(parameters).mapToLong(each -> each == null ? 0 : each.version()).toArray();
    Tensor[] further = new Tensor[parameters.length - 4];
    for (int i = 0; i < further.length; i++) {
      further[i] = value(4 + i);
    }
    RecurrentWeights weights =
        kernel.weights(
            value(0), value(1), value(2), zeroBias == null ? value(3) : zeroBias, further);
    long version = Arrays.stream(versions).sum(); // grows with each of them
    packed = new Packed(kernel, versions, kernel.pack(weights, version));
    latest = packed;
    return packed;
  }

  private Tensor value(int index) {
    return parameters[index] == null ? null : parameters[index].value();
  }

  /// A stream's step. Allocates nothing unless the parameters have changed.
  private final class Step implements CellStep {
    private final RecurrentKernel kernel;
    private final SequenceInput input;
    private final Tensor h;
    private final Tensor c;
    private final Workspace workspace = new Workspace();
    private Packed packed;
    private RecurrentStep operands;

    Step(RecurrentKernel kernel, SequenceInput input, Tensor h, Tensor c) {
      this.kernel = kernel;
      this.input = input;
      this.h = h;
      this.c = c;
      refresh();
    }

    @Override
    public void run() {
      refresh();
      kernel.step(operands);
    }

    private void refresh() {
      if (packed == null || !isCurrent(packed)) {
        packed = packed(kernel);
        operands = new RecurrentStep(packed.weights(), input, h, c, workspace);
      }
    }
  }
}
