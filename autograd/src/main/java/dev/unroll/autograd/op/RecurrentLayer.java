package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;
import dev.unroll.kernels.RecurrentKernel;

/// What a recurrent layer is in one direction, besides the sequence that it reads.
///
/// @param kernel its cell
/// @param parameters the cell's
/// @param h0 the state before the first step in its direction, `[N,P]`; null for zeros
/// @param c0 the cell state likewise, `[N,H]`; null for zeros, and for cells without one
public record RecurrentLayer(
    RecurrentKernel kernel, RecurrentParameters parameters, Variable h0, Variable c0) {}
