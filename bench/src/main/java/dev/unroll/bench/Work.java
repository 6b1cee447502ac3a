package dev.unroll.bench;

/// What one call of a measured method does, for rates and for the roofline. Counted by convention, not
/// by instruction: every kernel is charged for the arithmetic of its equations and for each array
/// it must read or write once.
///
/// @param flop floating-point operations; a fused multiply-add counts as two
/// @param bytes bytes that have to be read or written at least once
/// @param footprint bytes of all arrays touched: decides which level of memory holds them
/// @param writes whether results as large as the inputs are written, so that the bandwidth that
///     binds is that of reading and writing together
/// @param operations what has to be computed, by the unit that does it
public record Work(
    double flop, double bytes, double footprint, boolean writes, Operations operations) {
  /// Flops charged for one exponential: reduction 2 fused multiply-adds, degree-6 polynomial 6, the
  /// final fused one and the scaling.
  public static final double EXP_FLOP = 19;

  /// Flops charged for one logistic function: an exponential, an addition and a division.
  public static final double SIGMOID_FLOP = EXP_FLOP + 2;

  /// Flops charged for one hyperbolic tangent: an exponential, an addition and a division.
  public static final double TANH_FLOP = EXP_FLOP + 2;

  /// Work that is all arithmetic: what it touches stays close to the core.
  public static Work arithmetic(double flop, double bytes) {
    return new Work(flop, bytes, bytes, false, Operations.ofFlop(flop));
  }

  /// Work that reads arrays of this many bytes once.
  public static Work reading(double flop, double bytes) {
    return new Work(flop, bytes, bytes, false, Operations.ofFlop(flop));
  }

  /// Work that reads and writes arrays: `bytes` moved in all, `footprint` of memory.
  public static Work updating(double flop, double bytes, double footprint) {
    return new Work(flop, bytes, footprint, true, Operations.ofFlop(flop));
  }

  /// The same with its operations counted one by one.
  public Work needing(Operations counted) {
    return new Work(flop, bytes, footprint, writes, counted);
  }

  /// The matrix product `[M,K]·[K,N]`.
  public static Work gemm(int m, int n, int k) {
    double bytes = 4.0 * ((double) m * k + (double) k * n + (double) m * n);
    return arithmetic(2.0 * m * n * k, bytes);
  }
}
