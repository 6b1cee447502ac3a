package dev.unroll.kernels.testing;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.Workers;

/// Another kernel, of which a test replaces a pass.
public class ForwardingKernel implements RecurrentKernel {
  private final RecurrentKernel kernel;

  /// That kernel.
  public ForwardingKernel(RecurrentKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public String cell() {
    return kernel.cell();
  }

  @Override
  public RecurrentWeights weights(
      Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor... further) {
    return kernel.weights(weightIh, weightHh, biasIh, biasHh, further);
  }

  @Override
  public int savedWidth(int hidden) {
    return kernel.savedWidth(hidden);
  }

  @Override
  public boolean hasCellState() {
    return kernel.hasCellState();
  }

  @Override
  public void forward(RecurrentSequence sequence, Workspace workspace, Workers workers) {
    kernel.forward(sequence, workspace, workers);
  }

  @Override
  public void backward(
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      Workspace workspace,
      Workers workers) {
    kernel.backward(sequence, gradients, workspace, workers);
  }

  @Override
  public PackedWeights pack(RecurrentWeights weights, long version) {
    return kernel.pack(weights, version);
  }

  @Override
  public void step(RecurrentStep step) {
    kernel.step(step);
  }
}
