package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// Where a recurrent layer's backward pass reads and leaves gradients. Any of them may be null: a
/// null input counts as zeros, a null output is not computed.
///
/// @param dy `[T,N,W]`, gradient to the hidden state after each step, in the columns that the layer has in
///     `h`; not modified
/// @param dhn `[N,P]`, gradient to the final hidden state, besides `dy`; not modified
/// @param dcn `[N,H]`, gradient to the final cell state; not modified
/// @param dx `[T,N,C]`, accumulated; null for token input
/// @param dh0 `[N,P]`, gradient to the initial hidden state, accumulated
/// @param dc0 `[N,H]`, gradient to the initial cell state, accumulated
/// @param dWeights gradients to the parameters, accumulated, in the cell's type; without biases where those
///     are not wanted
public record RecurrentGradients(
    Tensor dy,
    Tensor dhn,
    Tensor dcn,
    Tensor dx,
    Tensor dh0,
    Tensor dc0,
    RecurrentWeights dWeights) {}
