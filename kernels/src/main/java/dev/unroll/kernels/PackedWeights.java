package dev.unroll.kernels;

import dev.unroll.kernels.shared.PackedFloats;

/// The parameters of a recurrent layer laid out for one kernel by [RecurrentKernel#pack]. Immutable: made
/// once for each version of the parameters and shared by all who read them, on any thread.
public sealed interface PackedWeights permits PackedFloats {
  /// How the numbers are stored.
  enum ElementType {
    /// As float32, the numbers themselves.
    FLOAT32
  }

  /// The kernel set that they are laid out for.
  String set();

  /// The cell that they are laid out for, as [RecurrentKernel#cell] names it.
  String cell();

  /// `C`, the input features.
  int inputs();

  /// `H`, the units of a gate.
  int hidden();

  /// `P`, the width of the hidden state.
  int outputs();

  ElementType elementType();

  /// The version of the parameters, as given to [RecurrentKernel#pack].
  long version();
}
