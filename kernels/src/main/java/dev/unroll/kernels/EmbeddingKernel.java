package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// Rows of a table by id: `y[m] = table[ids[m]]`, `dTable[ids[m]] += dy[m]` for m from the last to the
/// first, as in [RecurrentKernel].
public interface EmbeddingKernel {
  /// - `table [V,E]`, `ids [M]` (each 0 to V − 1): not modified
  /// - `y [M,E]`: overwritten
  void gather(Tensor table, int[] ids, Tensor y);

  /// - `dy [M,E]`, `ids [M]`: not modified
  /// - `dTable [V,E]`: accumulated, rows of equal ids in descending order of m
  void scatterAdd(Tensor dy, int[] ids, Tensor dTable);
}
