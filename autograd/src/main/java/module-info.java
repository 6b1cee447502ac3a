/// Reverse-mode automatic differentiation: the engine, and one file per operation over the kernels.
module dev.unroll.autograd {
  requires transitive dev.unroll.kernels;

  exports dev.unroll.autograd;
  exports dev.unroll.autograd.op;
}
