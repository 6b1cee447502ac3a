/// Attention over sequences: scores, softmax over each row's own steps, weighted sums.
package dev.unroll.autograd.op.attention;
