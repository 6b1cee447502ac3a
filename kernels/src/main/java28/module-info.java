/// As the other descriptor, for JDK 28 and later: the Vector API may have left the incubator by then, and where its module
/// is missing the scalar set does the work.
module dev.unroll.kernels {
  requires transitive dev.unroll.core;
  requires static jdk.incubator.vector;

  exports dev.unroll.kernels;
}
