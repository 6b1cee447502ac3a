/// Forward and backward passes over arrays: contracts, a scalar set and a SIMD set with equal bits.
module dev.unroll.kernels {
  requires transitive dev.unroll.core;
  requires jdk.incubator.vector;

  exports dev.unroll.kernels;
}
