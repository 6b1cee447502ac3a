/// Recurrent layers in vectors: the passes through time, and each cell's products and equations.
package dev.unroll.kernels.vector.recurrent;
