package dev.unroll.autograd.op;

/// The non-linearity φ of a recurrent layer.
public enum Activation {
  TANH,
  RELU
}
