package dev.unroll.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The vector width in use: the widest that the machine (or `-XX:MaxVectorSize`) offers, up to the
/// sixteen lanes of the partial sums across a row.
///
/// No kernel uses another species. Where a loop leaves a vector behind, C2 takes its class from the
/// profiles of the JDK's own methods, which all callers share: a tile that is compiled after `intoArray`
/// has seen vectors of two classes may box every accumulator in every turn, for good.
public final class Lanes {
  /// The species of every vector.
  public static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > 16
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  /// `L`, the floats of one vector: 4, 8 or 16.
  public static final int LANES = SPECIES.length();

  /// Vector registers that C2 has for vectors of this width: 32 with AVX-512 and on AArch64, 16 with AVX.
  public static final int REGISTERS =
      LANES == 16 || System.getProperty("os.arch").equals("aarch64") ? 32 : 16;

  private Lanes() {}
}
