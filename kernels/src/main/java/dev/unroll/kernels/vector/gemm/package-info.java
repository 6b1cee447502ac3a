/// Matrix products in vectors, in the words of BLIS: packing, micro-kernels, macro-kernels and the loops
/// around them, block sizes in [Blocking].
package dev.unroll.kernels.vector.gemm;
