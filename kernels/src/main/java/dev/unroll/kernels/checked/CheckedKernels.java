package dev.unroll.kernels.checked;

import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.start.Twins;
import java.util.function.Function;

/// A kernel set behind the checks.
public final class CheckedKernels {
  private CheckedKernels() {}

  /// The same kernels, each behind its checks.
  public static KernelSet of(KernelSet set) {
    return of(set, set);
  }

  /// A set's kernels, each behind its checks, where another set's run until these are compiled.
  public static KernelSet of(KernelSet set, KernelSet first) {
    return new KernelSet(
        set.name(),
        set.description(),
        new CheckedGemm(twins(first, set, KernelSet::gemm), set.name()),
        new CheckedActivation(twins(first, set, KernelSet::activation)),
        new CheckedSoftmax(twins(first, set, KernelSet::softmax)),
        new CheckedEmbedding(twins(first, set, KernelSet::embedding)),
        new CheckedUpdate(twins(first, set, KernelSet::update)),
        new CheckedCells.Rnn(set.name(), twins(first, set, KernelSet::rnnTanh)),
        new CheckedCells.Rnn(set.name(), twins(first, set, KernelSet::rnnRelu)),
        new CheckedCells.Lstm(set.name(), twins(first, set, KernelSet::lstm)),
        new CheckedCells.Lstm(set.name(), twins(first, set, KernelSet::lstmRelu)),
        new CheckedCells.PeepholeLstm(set.name(), twins(first, set, KernelSet::peepholeLstm)),
        new CheckedCells.ProjectedLstm(set.name(), twins(first, set, KernelSet::projectedLstm)),
        new CheckedCells.Gru(set.name(), twins(first, set, KernelSet::gru)),
        new CheckedCells.ResetAfterGru(set.name(), twins(first, set, KernelSet::resetAfterGru)),
        new CheckedCells.SimplifiedGru(set.name(), twins(first, set, KernelSet::simplifiedGru)),
        new CheckedCells.Jordan(set.name(), twins(first, set, KernelSet::jordan)),
        new CheckedArithmetic(set.arithmetic()),
        new CheckedElementwise(twins(first, set, KernelSet::elementwise)),
        new CheckedReduction(twins(first, set, KernelSet::reduction)),
        new CheckedLoss(twins(first, set, KernelSet::loss)),
        new CheckedLayerNorm(twins(first, set, KernelSet::layerNorm)),
        new CheckedConvolution(twins(first, set, KernelSet::convolution)));
  }

  private static <K> Twins<K> twins(KernelSet first, KernelSet set, Function<KernelSet, K> kernel) {
    return new Twins<>(kernel.apply(first), kernel.apply(set));
  }
}
