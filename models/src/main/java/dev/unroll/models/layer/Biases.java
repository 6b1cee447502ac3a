package dev.unroll.models.layer;

/// The biases of a recurrent layer's gates.
public enum Biases {
  /// One beside the input weights and one beside the recurrent weights, as in torch.nn.
  TWO,
  /// One, as in textbooks.
  ONE,
  /// None.
  NONE
}
