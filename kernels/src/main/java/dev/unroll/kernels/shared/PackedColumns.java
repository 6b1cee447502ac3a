package dev.unroll.kernels.shared;

import dev.unroll.kernels.PackedMatrix;

/// A packed matrix's numbers, in the order that its kernel set chose.
public final class PackedColumns implements PackedMatrix {
  private final String set;
  private final int rows;
  private final int columns;
  private final float[] data;

  /// The same for the set that runs until this one's kernels are compiled; null from then on.
  private volatile PackedColumns first;

  /// The numbers of a matrix.
  public PackedColumns(String set, int rows, int columns, float[] data) {
    this.set = set;
    this.rows = rows;
    this.columns = columns;
    this.data = data;
  }

  /// A matrix packed for a set, which holds that for the set that runs first.
  public static PackedMatrix both(PackedMatrix lasting, PackedMatrix first) {
    ((PackedColumns) lasting).first = (PackedColumns) first;
    return lasting;
  }

  /// That for the set that runs first; null where there is none.
  public static PackedMatrix first(PackedMatrix packed) {
    return ((PackedColumns) packed).first;
  }

  /// Lets go of that for the set that runs first.
  public static void forgetFirst(PackedMatrix packed) {
    PackedColumns columns = (PackedColumns) packed;
    if (columns.first != null) {
      columns.first = null;
    }
  }

  @Override
  public String set() {
    return set;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /// The numbers.
  public float[] data() {
    return data;
  }

  @Override
  public String toString() {
    return "PackedMatrix[" + rows + " × " + columns + " for " + set + "]";
  }
}
