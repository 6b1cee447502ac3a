/// One file per differentiable operation: its forward, its backward, and what it saves between
/// the two. An operation computes through the kernels and records itself on the tape.
package dev.unroll.autograd.op;
