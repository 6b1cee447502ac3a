package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;

/// What attention gives.
///
/// @param context the mean of the values weighted by attention: `[N,V]` for one query a row, `[S,N,V]` for S
/// @param weights `[N,S,T]`, how much each time step counts for each query of each row, S = 1 for one query a
///     row; over time they add up to 1, and they are zero past a row's length
public record AttentionOutput(Variable context, Variable weights) {}
