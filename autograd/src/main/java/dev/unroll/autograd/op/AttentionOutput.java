package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;

/// What attention gives.
///
/// @param context the mean of the values weighted by attention: `[N,V]` for one query a row, `[S,N,V]` for S
/// @param weights how much each time step counts, `[T,N]` for one query a row, `[N,S,T]` for S; over time
///     they add up to 1, and they are zero past a row's length
public record AttentionOutput(Variable context, Variable weights) {}
