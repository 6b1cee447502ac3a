package dev.unroll.kernels;

import dev.unroll.kernels.shared.PackedColumns;

/// The right operand of products, laid out for one kernel set by [GemmKernel#pack]: for weights that meet a few rows
/// at a time, whose layout would cost more than the product. Immutable, and shared by all who read it, on any thread.
public sealed interface PackedMatrix permits PackedColumns {
  /// The kernel set that it is laid out for.
  String set();

  /// `K`, the rows.
  int rows();

  /// `N`, the columns.
  int columns();
}
