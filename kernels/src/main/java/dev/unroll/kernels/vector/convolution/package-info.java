/// Convolutions as products of packed windows.
package dev.unroll.kernels.vector.convolution;
