package dev.unroll.kernels;

import dev.unroll.core.Workspace;

/// Matrix products `C = A·B` and `C += A·B` of `A [M,K]`, `B [K,N]`, `C [M,N]`.
///
/// Every element of the result is one chain of fused multiply-adds along `K`, in order:
/// `c ← fma(a[m,k], b[k,n], c)` for k = 0, 1, …, starting from 0 ([#multiply]) or from what `C` holds
/// ([#multiplyAdd]). That fixes every rounding, whatever the blocking, the packing, the lane count or
/// the number of threads. Transposed operands are transposed views ([Matrix#transpose]).
public interface GemmKernel {
  /// `C = A·B`.
  ///
  /// - `a`, `b`: not modified; any strides
  /// - `c`: overwritten; column stride 1; shares no memory with `a` or `b`
  ///
  /// Allocates nothing once `workspace` is warm. NaN and infinities propagate as in scalar code.
  ///
  /// @throws IllegalArgumentException if the extents do not fit together, or `c` shares memory with an
  ///     operand or with itself
  void multiply(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers);

  /// `C += A·B`; arguments as for [#multiply], but `c` is accumulated into.
  void multiplyAdd(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers);

  /// Lays out a `B` that many products have in common: a copy, which later changes of `b` do not reach.
  PackedMatrix pack(Matrix b);

  /// `C = A·B` with a `B` from [#pack] of the same kernel set; otherwise as with `B` itself, to the bit.
  ///
  /// @throws IllegalArgumentException if the extents do not fit together, `b` is laid out for another set, or `c`
  ///     shares memory with `a` or with itself
  void multiply(Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers);

  /// `C += A·B`; arguments as for [#multiply(Matrix, PackedMatrix, Matrix, Workspace, Workers)], but `c` is
  /// accumulated into.
  void multiplyAdd(Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers);
}
