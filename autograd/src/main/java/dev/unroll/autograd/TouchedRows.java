package dev.unroll.autograd;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.UpdateKernel;
import java.util.Arrays;
import java.util.Objects;

/// The rows of a parameter's gradient that may hold anything but zeros: indices of the outermost axis. A table
/// of which a batch looks up some rows has a gradient in those alone; what is done with the gradient can keep to
/// them, and then costs as much as the batch, not as much as the table:
///
///     TouchedRows touched = parameter.touchedRows();
///     for (int row = touched.next(0); row >= 0; row = touched.next(row + 1)) {
///       …                                             // row of touched.gradient()
///     }
///
/// Rows are touched by operations that say which they are ([Node#inputGradientRows]: embedding, gathering); every
/// other operation, and whoever asks for [Parameter#gradient], which may be written to, touches all of them. So a
/// table that is also the weight of an output layer counts as touched as a whole.
///
/// The methods here that take a kernel give the bits that they would give over the whole gradient.
public final class TouchedRows {
  /// The elements whose squares [UpdateKernel#sumOfSquares] sums in float32 before it adds in double.
  private static final int BLOCK = 4096;

  private static final Shape WHOLE_BLOCK = Shape.of(BLOCK);

  private final Tensor gradient;
  private final int rows;
  private final int width;
  private final Shape row;

  /// A bit for each row.
  private final long[] marks;

  private boolean all;

  TouchedRows(Tensor gradient) {
    this.gradient = gradient;
    rows = gradient.shape().rank() == 0 ? 1 : gradient.shape().dimension(0);
    width = rows == 0 ? 0 : gradient.elements() / rows;
    row = Shape.of(width);
    marks = new long[(rows + 63) >>> 6];
  }

  /// Whether all rows count as touched.
  public boolean all() {
    return all;
  }

  /// How many rows are touched.
  public int count() {
    if (all) {
      return rows;
    }
    int count = 0;
    for (long mark : marks) {
      count += Long.bitCount(mark);
    }
    return count;
  }

  /// The first touched row from `from` on; −1 if there is none.
  public int next(int from) {
    if (all) {
      return from < rows ? from : -1;
    }
    int word = from >>> 6;
    if (word >= marks.length) {
      return -1;
    }
    long mark = marks[word] & -1L << from;
    while (mark == 0) {
      if (++word == marks.length) {
        return -1;
      }
      mark = marks[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(mark);
  }

  /// The whole gradient, of which nothing but touched rows may be changed.
  public Tensor gradient() {
    return gradient;
  }

  /// [UpdateKernel#sumOfSquares] of the gradient.
  public double sumOfSquares(UpdateKernel kernel) {
    if (all) {
      return kernel.sumOfSquares(gradient);
    }
    double sum = 0;
    int done = 0;
    for (int at = next(0); at >= 0; at = next(at + 1)) {
      // blocks without a touched row would add 0
      int end = at * width + width;
      for (int from = Math.max(done, at * width / BLOCK * BLOCK); from < end; from += BLOCK) {
        int length = Math.min(BLOCK, gradient.elements() - from);
        sum += kernel.sumOfSquares(window(from, length == BLOCK ? WHOLE_BLOCK : Shape.of(length)));
        done = from + length;
      }
    }
    return sum;
  }

  /// [UpdateKernel#scale] of the gradient.
  public void scale(UpdateKernel kernel, float factor) {
    if (all) {
      kernel.scale(gradient, factor);
      return;
    }
    for (int at = next(0); at >= 0; at = next(at + 1)) {
      kernel.scale(window(at * width, row), factor);
    }
  }

  /// [UpdateKernel#clip] of the gradient.
  public void clip(UpdateKernel kernel, float limit) {
    if (all) {
      kernel.clip(gradient, limit);
      return;
    }
    for (int at = next(0); at >= 0; at = next(at + 1)) {
      kernel.clip(window(at * width, row), limit);
    }
  }

  private Tensor window(int from, Shape shape) {
    return Tensor.wrap(gradient.data(), gradient.offset() + from, shape);
  }

  /// Counts all rows as touched, for whoever writes to them.
  public void touchAll() {
    all = true;
  }

  /// Counts a row as touched, for whoever writes to it.
  public void touch(int row) {
    Objects.checkIndex(row, rows);
    marks[row >>> 6] |= 1L << row;
  }

  void touch(int[] ids) {
    for (int id : ids) {
      marks[id >>> 6] |= 1L << id;
    }
  }

  /// Makes the touched rows zero, after which none is touched.
  void clear() {
    if (all) {
      gradient.fill(0);
    } else {
      for (int at = next(0); at >= 0; at = next(at + 1)) {
        int from = gradient.offset() + at * width;
        Arrays.fill(gradient.data(), from, from + width, 0);
      }
    }
    Arrays.fill(marks, 0);
    all = false;
  }
}
