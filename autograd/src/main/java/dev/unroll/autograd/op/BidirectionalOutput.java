package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;

/// What a recurrent layer in both directions gives for a whole sequence.
///
/// @param y `[T,N,2P]`, at each step the hidden state forward in time, then that against time; zero past a row's length
/// @param hn `[N,P]`, the hidden state forward in time after each row's own last step
/// @param cn `[N,H]`, the cell state likewise; null for cells without one
/// @param hnReverse `[N,P]`, the hidden state against time after the first step, which it reads last
/// @param cnReverse `[N,H]`, the cell state likewise
public record BidirectionalOutput(
    Variable y, Variable hn, Variable cn, Variable hnReverse, Variable cnReverse) {}
