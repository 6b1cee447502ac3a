package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;

/// What attention gives.
///
/// @param context `[N,V]`, the mean of the values weighted by attention
/// @param weights `[T,N]`, how much each time step counts; they add up to 1 for each row, and are zero past
///     its length
public record AttentionOutput(Variable context, Variable weights) {}
