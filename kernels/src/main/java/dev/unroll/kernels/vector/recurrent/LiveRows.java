package dev.unroll.kernels.vector.recurrent;

/// Which rows of some time steps have not ended, and moving them together so that products over them need
/// not know of the others.
final class LiveRows {
  /// The rows that have not ended, in order; only where some have.
  private int[] rows = new int[0];

  private int count;
  private int all;

  /// Looks at the rows of time steps `firstStep` to before `lastStep`.
  void find(int[] lengths, int batch, int firstStep, int lastStep) {
    all = (lastStep - firstStep) * batch;
    count = all;
    if (lengths == null) {
      return;
    }
    if (rows.length < all) {
      rows = new int[all];
    }
    count = 0;
    for (int t = firstStep; t < lastStep; t++) {
      for (int n = 0; n < batch; n++) {
        if (t < lengths[n]) {
          rows[count++] = (t - firstStep) * batch + n;
        }
      }
    }
  }

  /// How many have not ended.
  int count() {
    return count;
  }

  boolean someEnded() {
    return count < all;
  }

  /// The `i`-th row that has not ended.
  int row(int i) {
    return someEnded() ? rows[i] : i;
  }

  /// The first row from `from` on that is live, or that is not; `end` if there is none before it.
  int next(int from, int end, boolean isLive) {
    if (!someEnded()) {
      return isLive ? from : end;
    }
    int i = lowerBound(from);
    int row = from;
    while (row < end) {
      boolean found = i < count && rows[i] == row;
      if (found == isLive) {
        return row;
      }
      if (found) {
        i++;
      }
      row++;
    }
    return end;
  }

  /// How many live rows lie before a row.
  private int lowerBound(int row) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rows[middle] < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Moves the live rows of `x` to its front, in order.
  void moveTogether(float[] x, int width) {
    if (someEnded()) {
      gather(x, 0, width, width, x);
    }
  }

  /// Copies the first `width` floats of the live rows, which begin `stride` apart, to the front of `to`.
  void gather(float[] from, int at, int stride, int width, float[] to) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(from, at + rows[i] * stride, to, i * width, width);
    }
  }
}
