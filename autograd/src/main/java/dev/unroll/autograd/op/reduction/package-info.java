/// Sums, means, maxima, norms, softmax and normalization over axes.
package dev.unroll.autograd.op.reduction;
