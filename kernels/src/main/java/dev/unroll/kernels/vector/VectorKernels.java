package dev.unroll.kernels.vector;

import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.vector.convolution.VectorConvolutionKernel;
import dev.unroll.kernels.vector.gemm.VectorGemmKernel;
import dev.unroll.kernels.vector.math.VectorActivationKernel;
import dev.unroll.kernels.vector.math.VectorElementwiseKernel;
import dev.unroll.kernels.vector.math.VectorEmbeddingKernel;
import dev.unroll.kernels.vector.math.VectorLayerNormKernel;
import dev.unroll.kernels.vector.math.VectorLossKernel;
import dev.unroll.kernels.vector.math.VectorReductionKernel;
import dev.unroll.kernels.vector.math.VectorSoftmaxKernel;
import dev.unroll.kernels.vector.math.VectorUpdateKernel;
import dev.unroll.kernels.vector.recurrent.VectorGruKernel;
import dev.unroll.kernels.vector.recurrent.VectorJordanKernel;
import dev.unroll.kernels.vector.recurrent.VectorLstmKernel;
import dev.unroll.kernels.vector.recurrent.VectorPeepholeLstmKernel;
import dev.unroll.kernels.vector.recurrent.VectorProjectedLstmKernel;
import dev.unroll.kernels.vector.recurrent.VectorReluLstmKernel;
import dev.unroll.kernels.vector.recurrent.VectorResetAfterGruKernel;
import dev.unroll.kernels.vector.recurrent.VectorRnnKernel;
import dev.unroll.kernels.vector.recurrent.VectorSimplifiedGruKernel;

/// The vector kernels as a set.
public final class VectorKernels {
  private VectorKernels() {}

  /// The given set with every kernel replaced that has a vector twin; the given set itself where
  /// vectors have fewer than four lanes.
  public static KernelSet set(KernelSet scalar) {
    if (Lanes.LANES < 4) {
      return scalar;
    }
    return new KernelSet(
        "vector",
        "vector, " + Lanes.SPECIES.vectorBitSize() + " bits",
        new VectorGemmKernel(),
        new VectorActivationKernel(),
        new VectorSoftmaxKernel(),
        new VectorEmbeddingKernel(),
        new VectorUpdateKernel(),
        new VectorRnnKernel(false),
        new VectorRnnKernel(true),
        new VectorLstmKernel(),
        new VectorReluLstmKernel(),
        new VectorPeepholeLstmKernel(),
        new VectorProjectedLstmKernel(),
        new VectorGruKernel(),
        new VectorResetAfterGruKernel(),
        new VectorSimplifiedGruKernel(),
        new VectorJordanKernel(),
        scalar.arithmetic(),
        new VectorElementwiseKernel(),
        new VectorReductionKernel(),
        new VectorLossKernel(),
        new VectorLayerNormKernel(),
        new VectorConvolutionKernel());
  }
}
