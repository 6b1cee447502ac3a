package dev.unroll.kernels.shared;

import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentWeights;

/// Packed weights of float32.
///
/// @param numbers in the kernel's own layout; never written once this is made
public record PackedFloats(
    String set, String cell, int inputs, int hidden, int outputs, long version, float[] numbers)
    implements PackedWeights {

  /// The numbers of a layer's weights.
  public static PackedFloats of(
      String set, String cell, RecurrentWeights weights, long version, float[] numbers) {
    return new PackedFloats(
        set, cell, weights.inputs(), weights.hidden(), weights.outputs(), version, numbers);
  }

  /// The numbers of packed weights.
  public static float[] numbers(PackedWeights packed) {
    return ((PackedFloats) packed).numbers;
  }

  @Override
  public ElementType elementType() {
    return ElementType.FLOAT32;
  }

  @Override
  public String toString() {
    return "PackedWeights[%s, %s, C = %d, H = %d, P = %d, version %d]"
        .formatted(set, cell, inputs, hidden, outputs, version);
  }
}
