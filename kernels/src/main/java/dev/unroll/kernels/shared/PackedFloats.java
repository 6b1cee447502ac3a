package dev.unroll.kernels.shared;

import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentWeights;

/// Packed weights of float32.
public final class PackedFloats implements PackedWeights {
  private final String set;
  private final String cell;
  private final int inputs;
  private final int hidden;
  private final int outputs;
  private final long version;
  private final float[] numbers;

  /// The same for the set that runs until this one's kernels are compiled; null from then on.
  private volatile PackedFloats first;

  private PackedFloats(
      String set, String cell, RecurrentWeights weights, long version, float[] numbers) {
    this.set = set;
    this.cell = cell;
    inputs = weights.inputs();
    hidden = weights.hidden();
    outputs = weights.outputs();
    this.version = version;
    this.numbers = numbers;
  }

  /// The numbers of a layer's weights.
  ///
  /// @param numbers in the kernel's own layout; never written from now on
  public static PackedFloats of(
      String set, String cell, RecurrentWeights weights, long version, float[] numbers) {
    return new PackedFloats(set, cell, weights, version, numbers);
  }

  /// The numbers of packed weights.
  public static float[] numbers(PackedWeights packed) {
    return ((PackedFloats) packed).numbers;
  }

  /// Weights packed for a set, which hold those for the set that runs first.
  public static PackedWeights both(PackedWeights lasting, PackedWeights first) {
    ((PackedFloats) lasting).first = (PackedFloats) first;
    return lasting;
  }

  /// Those for the set that runs first; null where there are none.
  public static PackedWeights first(PackedWeights packed) {
    return ((PackedFloats) packed).first;
  }

  /// Lets go of those for the set that runs first.
  public static void forgetFirst(PackedWeights packed) {
    PackedFloats floats = (PackedFloats) packed;
    if (floats.first != null) {
      floats.first = null;
    }
  }

  @Override
  public String set() {
    return set;
  }

  @Override
  public String cell() {
    return cell;
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int hidden() {
    return hidden;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public ElementType elementType() {
    return ElementType.FLOAT32;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public String toString() {
    return "PackedWeights[%s, %s, C = %d, H = %d, P = %d, version %d]"
        .formatted(set, cell, inputs, hidden, outputs, version);
  }
}
