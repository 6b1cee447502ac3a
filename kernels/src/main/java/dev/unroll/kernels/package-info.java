/// One contract for each kernel family and the choice of the set that fulfils it. No type of the
/// Vector API appears in a signature here; every set gives the same bits.
package dev.unroll.kernels;
