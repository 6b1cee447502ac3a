/// Functions, reductions, losses and updates of arrays in vectors.
package dev.unroll.kernels.vector.math;
