package dev.unroll.kernels.scalar;

import dev.unroll.kernels.KernelSet;

/// The scalar kernels as a set.
public final class ScalarKernels {
  /// The set.
  public static final KernelSet SET =
      new KernelSet(
          "scalar",
          "scalar, plain Java",
          new ScalarGemmKernel(),
          new ScalarActivationKernel(),
          new ScalarSoftmaxKernel(),
          new ScalarEmbeddingKernel(),
          new ScalarUpdateKernel(),
          new ScalarRnnKernel(false),
          new ScalarRnnKernel(true),
          new ScalarLstmKernel(),
          new ScalarLstmVariants.Relu(),
          new ScalarLstmVariants.Peephole(),
          new ScalarLstmVariants.Projected(),
          new ScalarGruKernel(),
          new ScalarResetAfterGruKernel(),
          new ScalarSimplifiedGruKernel(),
          new ScalarJordanKernel(),
          new ScalarArithmeticKernel(),
          new ScalarElementwiseKernel(),
          new ScalarReductionKernel(),
          new ScalarLossKernel(),
          new ScalarLayerNormKernel(),
          new ScalarConvolutionKernel());

  private ScalarKernels() {}
}
