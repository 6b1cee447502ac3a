package dev.unroll.kernels.scalar;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;
import java.util.Arrays;

/// The layer that makes a cell's hidden state `h = d + W m` of width P from H units m. Packed:
///
///     d [P]
///     Wᵀ [H,P]
final class OutputLayer {
  private OutputLayer() {}

  static int length(int hidden, int outputs) {
    return outputs * (1 + hidden);
  }

  /// @param bias `d`, or null for zeros
  static void pack(Tensor weight, Tensor bias, float[] packed, int at) {
    int outputs = weight.shape().dimension(0);
    int hidden = weight.shape().dimension(1);
    for (int i = 0; i < outputs; i++) {
      packed[at + i] = ScalarRecurrentKernel.bias(bias, i);
    }
    ScalarProduct.transpose(
        outputs, hidden, weight.data(), weight.offset(), hidden, packed, at + outputs);
  }

  /// `h = d + W m`.
  static void forward(
      int hidden,
      int outputs,
      float[] packed,
      int packedAt,
      float[] m,
      int mAt,
      float[] h,
      int hAt) {
    System.arraycopy(packed, packedAt, h, hAt, outputs);
    ScalarProduct.addRow(outputs, hidden, m, mAt, packed, packedAt + outputs, outputs, h, hAt);
  }

  /// `dm = Wᵀ dh`; keeps dh for the gradients to W and d.
  static void backward(
      Tensor weight, float[] dh, int dhAt, float[] kept, int keptAt, float[] dm, int dmAt) {
    int outputs = weight.shape().dimension(0);
    int hidden = weight.shape().dimension(1);
    System.arraycopy(dh, dhAt, kept, keptAt, outputs);
    Arrays.fill(dm, dmAt, dmAt + hidden, 0f);
    ScalarProduct.addRow(
        hidden, outputs, dh, dhAt, weight.data(), weight.offset(), hidden, dm, dmAt);
  }

  /// Adds the gradients to W and d, from the dh that were kept from column `from` of `da` on and the m that were saved from
  /// `column` on.
  static void addGradients(
      RecurrentSequence sequence,
      float[] da,
      int width,
      int from,
      int savedWidth,
      int column,
      Tensor dWeight,
      Tensor dBias) {
    int outputs = sequence.shape().outputs();
    Tensor saved = sequence.saved();
    RowGradients.addWeights(
        sequence,
        da,
        width,
        from,
        saved.data(),
        saved.offset() + column,
        savedWidth,
        0,
        outputs,
        dWeight);
    RowGradients.addColumns(sequence, da, width, from, 0, outputs, dBias);
  }
}
