/// Variants that lost, beside the ones that won, as benchmarks: the numbers behind the decisions in
/// the kernels. They use the Vector API directly, as the library's kernels do; nothing of this package is
/// ever used by the library.
package dev.unroll.bench.ablation;
