package dev.unroll.bench.ablation;

import java.util.Locale;

/// The shape of a matrix product's micro-kernel.
///
/// @param rows rows of `A` that a tile reads, each broadcast
/// @param vectors vectors of a row of `B` that it reads
/// @param packedRows whether the rows of `A` are interleaved in memory, one value of each after the other,
///     instead of a stride apart
/// @param fenced whether a fence that is no instruction on x86 keeps C2 from loading the factors of several rows
///     before it uses the first
public record TileShape(int rows, int vectors, boolean packedRows, boolean fenced) {
  /// Reads `8x2`, `8x2-packed`, `8x2-fenced` or `8x2-packed-fenced`.
  public static TileShape parse(String text) {
    String[] parts = text.split("[x-]");
    return new TileShape(
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        text.contains("-packed"),
        text.endsWith("-fenced"));
  }

  /// The Java source of a class that implements [Tile] in this shape: accumulators in locals, one
  /// variable each, as [dev.unroll.bench.ablation] explains and as the library's are written by hand.
  ///
  /// @param tanh whether the sums go through [RationalTanh] before they are stored
  String source(String className, boolean tanh) {
    StringBuilder code = new StringBuilder();
    line(code, "import jdk.incubator.vector.FloatVector;");
    line(code, "import jdk.incubator.vector.VectorSpecies;");
    line(code, "public final class %s implements %s {", className, Tile.class.getName());
    line(code, "static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;");
    line(code, "static final int L = S.length();");
    line(code, "public void run(int k, float[] a, int aAt, int aStride, float[] b, int bAt,");
    line(code, "    float[] c, int cAt, int cStride) {");
    for (int row = 0; row < rows; row++) {
      if (!packedRows) {
        line(code, "int a%d = aAt + %d * aStride;", row, row);
      }
      line(code, "int r%d = cAt + %d * cStride;", row, row);
      for (int v = 0; v < vectors; v++) {
        line(
            code,
            "FloatVector c%d_%d = FloatVector.fromArray(S, c, r%d + %d * L);",
            row,
            v,
            row,
            v);
      }
    }
    line(code, "for (int i = 0; i < k; i++) {");
    for (int v = 0; v < vectors; v++) {
      line(
          code,
          "FloatVector b%d = FloatVector.fromArray(S, b, bAt + (i * %d + %d) * L);",
          v,
          vectors,
          v);
    }
    for (int row = 0; row < rows; row++) {
      String index = packedRows ? "aAt + i * " + rows + " + " + row : "a" + row + " + i";
      line(code, "FloatVector x%d = FloatVector.broadcast(S, a[%s]);", row, index);
      for (int v = 0; v < vectors; v++) {
        line(code, "c%d_%d = x%d.fma(b%d, c%d_%d);", row, v, row, v, row, v);
      }
      if (fenced) {
        line(code, "java.lang.invoke.VarHandle.acquireFence();");
      }
    }
    line(code, "}");
    for (int row = 0; row < rows; row++) {
      for (int v = 0; v < vectors; v++) {
        String sum = "c" + row + "_" + v;
        String value = tanh ? "dev.unroll.bench.ablation.RationalTanh.tanh(" + sum + ")" : sum;
        line(code, "%s.intoArray(c, r%d + %d * L);", value, row, v);
      }
    }
    line(code, "}");
    line(code, "}");
    return code.toString();
  }

  private static void line(StringBuilder code, String format, Object... arguments) {
    code.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  @Override
  public String toString() {
    return rows + "x" + vectors + (packedRows ? "-packed" : "") + (fenced ? "-fenced" : "");
  }
}
