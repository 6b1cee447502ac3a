package dev.unroll.kernels;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// Layer normalization of rows of C numbers (Ba, Kiros and Hinton 2016):
///
///     z  = (x − mean x)·s        s = 1/√(mean (x − mean x)² + ε)
///     y  = z ⊙ weight + bias
///     dx += s·(dz − mean dz − z·mean(dz ⊙ z))        dz = dy ⊙ weight
///     dweight += Σ_rows dy ⊙ z        dbias += Σ_rows dy
///
/// Sums along a row are those of [ReductionKernel]; those over rows go from the last row to
/// the first. No result overlaps an operand or another result.
public interface LayerNormKernel {
  /// - `x [M,C]`, `weight [C]`, `bias [C]`: not modified; the last two may both be null
  /// - `y`, `z [M,C]`, `s [M]`: overwritten; `z` and `s` are for [#backward]
  void forward(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor z, Tensor s);

  /// - `dy`, `weight`, `z`, `s`: not modified; `weight` may be null
  /// - `dx`, `dWeight`, `dBias`: accumulated; each may be null
  void backward(
      Tensor dy,
      Tensor weight,
      Tensor z,
      Tensor s,
      Tensor dx,
      Tensor dWeight,
      Tensor dBias,
      Workspace workspace);
}
