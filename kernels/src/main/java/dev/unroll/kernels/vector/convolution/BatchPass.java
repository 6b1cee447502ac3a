package dev.unroll.kernels.vector.convolution;

import dev.unroll.kernels.shared.Shares;

/// A pass whose rows of the batch can be done in any order, so that threads take them as they come to them.
abstract class BatchPass extends ConvolutionPass {
  /// The most rows of the batch that are taken at once.
  private static final int MOST = 16;

  /// Rows of the batch for each thread from which on none is divided.
  private static final int WHOLE = 4;

  private final Shares shares = new Shares();

  @Override
  final void share(int parts) {
    int pieces = pieces();
    boolean whole = shape.batch() >= WHOLE * parts;
    int count = Math.multiplyExact(shape.batch(), pieces);
    shares.begin(count, parts, whole ? pieces : 1, pieces, MOST * pieces);
  }

  @Override
  public final void run(int part, int count) {
    int at = part * partLength;
    beginPart(at);
    long taken = shares.take(part);
    while (Shares.from(taken) < Shares.to(taken)) {
      run(Shares.from(taken), Shares.to(taken), at);
      taken = shares.take(part);
    }
  }

  /// The pieces of a row of the batch, which can be done in any order, too.
  abstract int pieces();

  /// Before a part takes anything; its memory begins at `at`.
  void beginPart(int at) {}

  /// Pieces `from` to `to` of those of all rows of the batch.
  abstract void run(int from, int to, int at);
}
