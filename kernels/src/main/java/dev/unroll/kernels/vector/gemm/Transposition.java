package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// Transposition of a matrix. Where vectors have sixteen lanes, blocks of 16 × 16 are transposed in
/// registers, after Eklundh, *A fast computer method for matrix transposing*, 1972: in each stage pairs
/// of rows that are `d` apart exchange the lanes whose number has bit `d` set in the first and clear in
/// the second. That is four times as fast as moving floats; with eight lanes, where no instruction selects
/// from two vectors, it is slower.
public final class Transposition {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, SPECIES.vectorShape());

  /// For each `d`, from `d·LANES` on: the lanes that the first row of a pair takes, those of the second
  /// being numbered from `LANES` on. Lanes are moved as integers: floats would have the numbers converted
  /// each time.
  private static final int[] LOW = new int[LANES * LANES];

  /// The lanes that the second row takes.
  private static final int[] HIGH = new int[LANES * LANES];

  static {
    for (int d = 1; d < LANES; d *= 2) {
      for (int lane = 0; lane < LANES; lane++) {
        boolean clear = (lane & d) == 0;
        LOW[d * LANES + lane] = clear ? lane : LANES + lane - d;
        HIGH[d * LANES + lane] = clear ? lane + d : LANES + lane;
      }
    }
  }

  /// Columns of the rows that are moved float by float at once; keeps their reads in L1.
  private static final int BLOCK = 64;

  private Transposition() {}

  /// `to[c·toStride + r] = from[r·fromStride + c]` for `rows` rows `r` and `columns` columns `c`.
  public static void transpose(
      int rows,
      int columns,
      float[] from,
      int fromAt,
      int fromStride,
      float[] to,
      int toAt,
      int toStride) {
    int done = 0;
    while (LANES == 16 && columns >= 16 && done + 16 <= rows) {
      rows16(columns, from, fromAt + done * fromStride, fromStride, to, toAt + done, toStride);
      done += 16;
    }
    for (int block = 0; done < rows && block < columns; block += BLOCK) {
      int end = Math.min(columns, block + BLOCK);
      int row = done;
      for (; row + 3 < rows; row += 4) {
        int first = fromAt + row * fromStride;
        int second = first + fromStride;
        int third = second + fromStride;
        int fourth = third + fromStride;
        for (int column = block; column < end; column++) {
          int target = toAt + column * toStride + row;
          to[target] = from[first + column];
          to[target + 1] = from[second + column];
          to[target + 2] = from[third + column];
          to[target + 3] = from[fourth + column];
        }
      }
      for (; row < rows; row++) {
        for (int column = block; column < end; column++) {
          to[toAt + column * toStride + row] = from[fromAt + row * fromStride + column];
        }
      }
    }
  }

  /// Sixteen rows.
  private static void rows16(
      int columns, float[] from, int fromAt, int fromStride, float[] to, int toAt, int toStride) {
    IntVector low8 = IntVector.fromArray(INTS, LOW, 8 * LANES);
    IntVector high8 = IntVector.fromArray(INTS, HIGH, 8 * LANES);
    IntVector low4 = IntVector.fromArray(INTS, LOW, 4 * LANES);
    IntVector high4 = IntVector.fromArray(INTS, HIGH, 4 * LANES);
    IntVector low2 = IntVector.fromArray(INTS, LOW, 2 * LANES);
    IntVector high2 = IntVector.fromArray(INTS, HIGH, 2 * LANES);
    IntVector low1 = IntVector.fromArray(INTS, LOW, 1 * LANES);
    IntVector high1 = IntVector.fromArray(INTS, HIGH, 1 * LANES);
    for (int block = 0; block < columns; block += LANES) {
      int column = Math.min(block, columns - LANES);
      int source = fromAt + column;
      IntVector a0 = FloatVector.fromArray(SPECIES, from, source).reinterpretAsInts();
      IntVector a1 = FloatVector.fromArray(SPECIES, from, source + fromStride).reinterpretAsInts();
      IntVector a2 =
          FloatVector.fromArray(SPECIES, from, source + 2 * fromStride).reinterpretAsInts();
      IntVector a3 =
          FloatVector.fromArray(SPECIES, from, source + 3 * fromStride).reinterpretAsInts();
      IntVector a4 =
          FloatVector.fromArray(SPECIES, from, source + 4 * fromStride).reinterpretAsInts();
      IntVector a5 =
          FloatVector.fromArray(SPECIES, from, source + 5 * fromStride).reinterpretAsInts();
      IntVector a6 =
          FloatVector.fromArray(SPECIES, from, source + 6 * fromStride).reinterpretAsInts();
      IntVector a7 =
          FloatVector.fromArray(SPECIES, from, source + 7 * fromStride).reinterpretAsInts();
      IntVector a8 =
          FloatVector.fromArray(SPECIES, from, source + 8 * fromStride).reinterpretAsInts();
      IntVector a9 =
          FloatVector.fromArray(SPECIES, from, source + 9 * fromStride).reinterpretAsInts();
      IntVector a10 =
          FloatVector.fromArray(SPECIES, from, source + 10 * fromStride).reinterpretAsInts();
      IntVector a11 =
          FloatVector.fromArray(SPECIES, from, source + 11 * fromStride).reinterpretAsInts();
      IntVector a12 =
          FloatVector.fromArray(SPECIES, from, source + 12 * fromStride).reinterpretAsInts();
      IntVector a13 =
          FloatVector.fromArray(SPECIES, from, source + 13 * fromStride).reinterpretAsInts();
      IntVector a14 =
          FloatVector.fromArray(SPECIES, from, source + 14 * fromStride).reinterpretAsInts();
      IntVector a15 =
          FloatVector.fromArray(SPECIES, from, source + 15 * fromStride).reinterpretAsInts();
      IntVector b0 = low8.selectFrom(a0, a8);
      IntVector b8 = high8.selectFrom(a0, a8);
      IntVector b1 = low8.selectFrom(a1, a9);
      IntVector b9 = high8.selectFrom(a1, a9);
      IntVector b2 = low8.selectFrom(a2, a10);
      IntVector b10 = high8.selectFrom(a2, a10);
      IntVector b3 = low8.selectFrom(a3, a11);
      IntVector b11 = high8.selectFrom(a3, a11);
      IntVector b4 = low8.selectFrom(a4, a12);
      IntVector b12 = high8.selectFrom(a4, a12);
      IntVector b5 = low8.selectFrom(a5, a13);
      IntVector b13 = high8.selectFrom(a5, a13);
      IntVector b6 = low8.selectFrom(a6, a14);
      IntVector b14 = high8.selectFrom(a6, a14);
      IntVector b7 = low8.selectFrom(a7, a15);
      IntVector b15 = high8.selectFrom(a7, a15);
      IntVector c0 = low4.selectFrom(b0, b4);
      IntVector c4 = high4.selectFrom(b0, b4);
      IntVector c1 = low4.selectFrom(b1, b5);
      IntVector c5 = high4.selectFrom(b1, b5);
      IntVector c2 = low4.selectFrom(b2, b6);
      IntVector c6 = high4.selectFrom(b2, b6);
      IntVector c3 = low4.selectFrom(b3, b7);
      IntVector c7 = high4.selectFrom(b3, b7);
      IntVector c8 = low4.selectFrom(b8, b12);
      IntVector c12 = high4.selectFrom(b8, b12);
      IntVector c9 = low4.selectFrom(b9, b13);
      IntVector c13 = high4.selectFrom(b9, b13);
      IntVector c10 = low4.selectFrom(b10, b14);
      IntVector c14 = high4.selectFrom(b10, b14);
      IntVector c11 = low4.selectFrom(b11, b15);
      IntVector c15 = high4.selectFrom(b11, b15);
      IntVector d0 = low2.selectFrom(c0, c2);
      IntVector d2 = high2.selectFrom(c0, c2);
      IntVector d1 = low2.selectFrom(c1, c3);
      IntVector d3 = high2.selectFrom(c1, c3);
      IntVector d4 = low2.selectFrom(c4, c6);
      IntVector d6 = high2.selectFrom(c4, c6);
      IntVector d5 = low2.selectFrom(c5, c7);
      IntVector d7 = high2.selectFrom(c5, c7);
      IntVector d8 = low2.selectFrom(c8, c10);
      IntVector d10 = high2.selectFrom(c8, c10);
      IntVector d9 = low2.selectFrom(c9, c11);
      IntVector d11 = high2.selectFrom(c9, c11);
      IntVector d12 = low2.selectFrom(c12, c14);
      IntVector d14 = high2.selectFrom(c12, c14);
      IntVector d13 = low2.selectFrom(c13, c15);
      IntVector d15 = high2.selectFrom(c13, c15);
      IntVector e0 = low1.selectFrom(d0, d1);
      IntVector e1 = high1.selectFrom(d0, d1);
      IntVector e2 = low1.selectFrom(d2, d3);
      IntVector e3 = high1.selectFrom(d2, d3);
      IntVector e4 = low1.selectFrom(d4, d5);
      IntVector e5 = high1.selectFrom(d4, d5);
      IntVector e6 = low1.selectFrom(d6, d7);
      IntVector e7 = high1.selectFrom(d6, d7);
      IntVector e8 = low1.selectFrom(d8, d9);
      IntVector e9 = high1.selectFrom(d8, d9);
      IntVector e10 = low1.selectFrom(d10, d11);
      IntVector e11 = high1.selectFrom(d10, d11);
      IntVector e12 = low1.selectFrom(d12, d13);
      IntVector e13 = high1.selectFrom(d12, d13);
      IntVector e14 = low1.selectFrom(d14, d15);
      IntVector e15 = high1.selectFrom(d14, d15);
      int target = toAt + column * toStride;
      e0.reinterpretAsFloats().intoArray(to, target);
      e1.reinterpretAsFloats().intoArray(to, target + toStride);
      e2.reinterpretAsFloats().intoArray(to, target + 2 * toStride);
      e3.reinterpretAsFloats().intoArray(to, target + 3 * toStride);
      e4.reinterpretAsFloats().intoArray(to, target + 4 * toStride);
      e5.reinterpretAsFloats().intoArray(to, target + 5 * toStride);
      e6.reinterpretAsFloats().intoArray(to, target + 6 * toStride);
      e7.reinterpretAsFloats().intoArray(to, target + 7 * toStride);
      e8.reinterpretAsFloats().intoArray(to, target + 8 * toStride);
      e9.reinterpretAsFloats().intoArray(to, target + 9 * toStride);
      e10.reinterpretAsFloats().intoArray(to, target + 10 * toStride);
      e11.reinterpretAsFloats().intoArray(to, target + 11 * toStride);
      e12.reinterpretAsFloats().intoArray(to, target + 12 * toStride);
      e13.reinterpretAsFloats().intoArray(to, target + 13 * toStride);
      e14.reinterpretAsFloats().intoArray(to, target + 14 * toStride);
      e15.reinterpretAsFloats().intoArray(to, target + 15 * toStride);
    }
  }
}
