package dev.unroll.bench.ablation;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// tanh by a rational function of degree 7 over 6 (the continued fraction of Lambert 1770), clamped where
/// it would leave ±1: short enough to stand in a tile's epilogue. Good for comparing where to
/// apply it, not for use: 1e-4 off.
public final class RationalTanh {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private RationalTanh() {}

  /// `c ← tanh c` for a range whose length is a multiple of a vector.
  static void apply(int length, float[] c, int at) {
    for (int i = at; i < at + length; i += SPECIES.length()) {
      tanh(FloatVector.fromArray(SPECIES, c, i)).intoArray(c, i);
    }
  }

  /// Of one vector; also called by the generated tiles.
  public static FloatVector tanh(FloatVector v) {
    FloatVector low = v.blend(-4.9f, v.compare(VectorOperators.LT, -4.9f));
    FloatVector x = low.blend(4.9f, low.compare(VectorOperators.GT, 4.9f));
    FloatVector s = x.mul(x);
    FloatVector numerator = s.add(378f).fma(s, s.broadcast(17325f)).fma(s, s.broadcast(135135f));
    FloatVector denominator =
        s.mul(28f).add(3150f).fma(s, s.broadcast(62370f)).fma(s, s.broadcast(135135f));
    return x.mul(numerator).div(denominator);
  }
}
