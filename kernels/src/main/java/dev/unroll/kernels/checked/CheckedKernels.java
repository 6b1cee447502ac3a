package dev.unroll.kernels.checked;

import dev.unroll.kernels.KernelSet;

/// A kernel set behind the checks.
public final class CheckedKernels {
  private CheckedKernels() {}

  /// The same kernels, each behind its checks.
  public static KernelSet of(KernelSet set) {
    return new KernelSet(
        set.name(),
        set.description(),
        new CheckedGemm(set.gemm(), set.name()),
        new CheckedActivation(set.activation()),
        new CheckedSoftmax(set.softmax()),
        new CheckedEmbedding(set.embedding()),
        new CheckedUpdate(set.update()),
        new CheckedCells.Rnn(set.name(), set.rnnTanh()),
        new CheckedCells.Rnn(set.name(), set.rnnRelu()),
        new CheckedCells.Lstm(set.name(), set.lstm()),
        new CheckedCells.Lstm(set.name(), set.lstmRelu()),
        new CheckedCells.PeepholeLstm(set.name(), set.peepholeLstm()),
        new CheckedCells.ProjectedLstm(set.name(), set.projectedLstm()),
        new CheckedCells.Gru(set.name(), set.gru()),
        new CheckedCells.ResetAfterGru(set.name(), set.resetAfterGru()),
        new CheckedCells.SimplifiedGru(set.name(), set.simplifiedGru()),
        new CheckedCells.Jordan(set.name(), set.jordan()),
        new CheckedArithmetic(set.arithmetic()),
        new CheckedElementwise(set.elementwise()),
        new CheckedReduction(set.reduction()),
        new CheckedLoss(set.loss()),
        new CheckedLayerNorm(set.layerNorm()),
        new CheckedConvolution(set.convolution()));
  }
}
