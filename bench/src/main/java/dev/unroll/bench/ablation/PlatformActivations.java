package dev.unroll.bench.ablation;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Activations by the platform's own vector functions, which differ between platforms and are calls
/// that spill every vector register. The library has its own polynomials; these are what they have to
/// beat.
public final class PlatformActivations {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private PlatformActivations() {}

  /// `y = eˣ`; lengths are multiples of a vector.
  public static void exp(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += SPECIES.length()) {
      FloatVector.fromArray(SPECIES, x, i).lanewise(VectorOperators.EXP).intoArray(y, i);
    }
  }

  /// `y = 1 / (1 + e⁻ˣ)`.
  public static void sigmoid(float[] x, float[] y) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    for (int i = 0; i < x.length; i += SPECIES.length()) {
      one.div(FloatVector.fromArray(SPECIES, x, i).neg().lanewise(VectorOperators.EXP).add(one))
          .intoArray(y, i);
    }
  }

  /// `y = tanh x`.
  public static void tanh(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += SPECIES.length()) {
      FloatVector.fromArray(SPECIES, x, i).lanewise(VectorOperators.TANH).intoArray(y, i);
    }
  }
}
