package dev.unroll.models.training;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.TouchedRows;
import dev.unroll.core.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/// The gradients of all parameters at one node of a [GradientTree]: of each parameter all rows, or those that
/// were touched ([TouchedRows]), so that an embedding costs what its batch costs.
///
/// Part `p` of `n` holds the rows `p`, `p + n`, `p + 2n`, … of every parameter. Sums are made row by row, so the
/// parts of a sum are the sums of the parts, bit for bit; and of tables whose first rows are the busy ones every
/// part has its share.
final class GradientRows {
  /// The bytes of a row's number and of a float.
  private static final int WORD = 4;

  /// How many rows of which width there are.
  ///
  /// @param rows of each parameter
  /// @param widths of a row of each parameter
  record Layout(int[] rows, int[] widths) {
    static Layout of(List<Parameter> parameters) {
      int[] rows = new int[parameters.size()];
      int[] widths = new int[rows.length];
      for (int p = 0; p < rows.length; p++) {
        Tensor value = parameters.get(p).value();
        rows[p] = value.shape().rank() == 0 ? 1 : value.shape().dimension(0);
        widths[p] = rows[p] == 0 ? 0 : value.elements() / rows[p];
      }
      return new Layout(rows, widths);
    }

    /// The layout of part `part` of `parts`.
    Layout part(int part, int parts) {
      int[] some = new int[rows.length];
      for (int p = 0; p < some.length; p++) {
        some[p] = share(rows[p], part, parts);
      }
      return new Layout(some, widths);
    }

    /// How many of the numbers 0 to `count` − 1 belong to a part.
    private static int share(int count, int part, int parts) {
      return count <= part ? 0 : (count - part - 1) / parts + 1;
    }
  }

  /// The rows of one parameter.
  private static final class Block {
    /// Whether `values` holds all rows; else those that `rows` lists, in ascending order.
    private boolean all;

    private int count;
    private int[] rows = new int[0];
    private float[] values = new float[0];

    void reserve(int size, int width) {
      if (values.length < size * width) {
        values = new float[size * width];
      }
      if (!all && rows.length < size) {
        rows = new int[size];
      }
    }

    int row(int i) {
      return all ? i : rows[i];
    }
  }

  private final Layout layout;
  private final Block[] blocks;

  GradientRows(Layout layout) {
    this.layout = layout;
    blocks = new Block[layout.rows().length];
    for (int p = 0; p < blocks.length; p++) {
      blocks[p] = new Block();
    }
  }

  /// Takes the gradients of all parameters, which become zero.
  void take(List<Parameter> parameters) {
    for (int p = 0; p < blocks.length; p++) {
      TouchedRows touched = parameters.get(p).touchedRows();
      Tensor gradient = touched.gradient();
      Block block = blocks[p];
      int width = layout.widths()[p];
      block.all = touched.all();
      block.count = touched.count();
      block.reserve(block.count, width);
      if (block.all) {
        System.arraycopy(gradient.data(), gradient.offset(), block.values, 0, block.count * width);
      } else {
        int i = 0;
        for (int row = touched.next(0); row >= 0; row = touched.next(row + 1)) {
          block.rows[i] = row;
          int from = gradient.offset() + row * width;
          System.arraycopy(gradient.data(), from, block.values, i++ * width, width);
        }
      }
      parameters.get(p).zeroGradient();
    }
  }

  /// Gives the rows, times a factor, to the gradients of the parameters of which this is a part, and which were
  /// zero in these rows.
  void give(List<Parameter> parameters, float factor, int part, int parts) {
    for (int p = 0; p < blocks.length; p++) {
      Block block = blocks[p];
      int width = layout.widths()[p];
      TouchedRows touched = parameters.get(p).touchedRows();
      if (block.all) {
        touched.touchAll();
      }
      float[] data = touched.gradient().data();
      for (int i = 0; i < block.count; i++) {
        int row = block.row(i) * parts + part;
        int to = touched.gradient().offset() + row * width;
        for (int j = 0; j < width; j++) {
          data[to + j] = block.values[i * width + j] * factor;
        }
        if (!block.all) {
          touched.touch(row);
        }
      }
    }
  }

  /// Adds other gradients of the same layout, which may be spoilt by it.
  void add(GradientRows other) {
    for (int p = 0; p < blocks.length; p++) {
      int width = layout.widths()[p];
      Block mine = blocks[p];
      Block more = other.blocks[p];
      if (!mine.all && more.all) { // the sum has all rows
        blocks[p] = more;
        other.blocks[p] = mine;
        addRows(more, mine, width);
      } else if (mine.all) {
        addRows(mine, more, width);
      } else if (more.count > 0) {
        blocks[p] = union(mine, more, width);
      }
    }
  }

  /// Adds any rows to all of them.
  private static void addRows(Block whole, Block more, int width) {
    for (int i = 0; i < more.count; i++) {
      int to = more.row(i) * width;
      int from = i * width;
      for (int j = 0; j < width; j++) {
        whole.values[to + j] += more.values[from + j];
      }
    }
  }

  private static Block union(Block a, Block b, int width) {
    Block sum = new Block();
    sum.reserve(a.count + b.count, width);
    int i = 0;
    int k = 0;
    while (i < a.count || k < b.count) {
      int rowA = i < a.count ? a.rows[i] : Integer.MAX_VALUE;
      int rowB = k < b.count ? b.rows[k] : Integer.MAX_VALUE;
      int to = sum.count * width;
      if (rowA <= rowB) {
        System.arraycopy(a.values, i++ * width, sum.values, to, width);
      }
      if (rowB < rowA) {
        System.arraycopy(b.values, k++ * width, sum.values, to, width);
      } else if (rowA == rowB) {
        for (int j = 0; j < width; j++) {
          sum.values[to + j] += b.values[k * width + j];
        }
        k++;
      }
      sum.rows[sum.count++] = Math.min(rowA, rowB);
    }
    return sum;
  }

  /// The bytes that [#write] takes.
  int bytes(int part, int parts) {
    long bytes = 0;
    for (int p = 0; p < blocks.length; p++) {
      Block block = blocks[p];
      long count = 0;
      for (int i = block.all ? part : 0; i < block.count; i += block.all ? parts : 1) {
        count += block.row(i) % parts == part ? 1 : 0;
      }
      int row = layout.widths()[p] * WORD + (block.all ? 0 : WORD);
      bytes += WORD + count * row;
    }
    return Math.toIntExact(bytes);
  }

  /// Writes one part: for each parameter −1 for all rows, or the number of rows and which they are; then the
  /// rows.
  void write(ByteBuffer to, int part, int parts) {
    for (int p = 0; p < blocks.length; p++) {
      Block block = blocks[p];
      int at = to.position();
      int count = 0;
      to.putInt(-1);
      if (!block.all) {
        for (int i = 0; i < block.count; i++) {
          if (block.rows[i] % parts == part) {
            to.putInt(block.rows[i] / parts);
            count++;
          }
        }
        to.putInt(at, count);
      }
      int width = layout.widths()[p];
      FloatBuffer floats = to.asFloatBuffer();
      if (block.all && parts == 1) {
        floats.put(block.values, 0, block.count * width);
      } else {
        for (int i = block.all ? part : 0; i < block.count; i += block.all ? parts : 1) {
          if (block.row(i) % parts == part) {
            floats.put(block.values, i * width, width);
          }
        }
      }
      to.position(to.position() + floats.position() * WORD);
    }
  }

  /// Reads what [#write] wrote of the part that this one is.
  void read(ByteBuffer from) {
    for (int p = 0; p < blocks.length; p++) {
      Block block = blocks[p];
      int width = layout.widths()[p];
      int count = from.getInt();
      block.all = count < 0;
      block.count = block.all ? layout.rows()[p] : count;
      block.reserve(block.count, width);
      if (!block.all) {
        from.asIntBuffer().get(block.rows, 0, count);
        from.position(from.position() + count * WORD);
      }
      from.asFloatBuffer().get(block.values, 0, block.count * width);
      from.position(from.position() + block.count * width * WORD);
    }
  }
}
