package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;

/// What a recurrent layer gives for a whole sequence.
///
/// @param y `[T,N,H]`, the hidden state after each step; zero past a row's length
/// @param hn `[N,H]`, the hidden state after each row's own last step
/// @param cn `[N,H]`, the cell state likewise; null for cells without one
public record RecurrentOutput(Variable y, Variable hn, Variable cn) {}
