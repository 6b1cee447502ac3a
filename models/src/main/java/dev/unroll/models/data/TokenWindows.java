package dev.unroll.models.data;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.training.Batches;

/// All windows of `n` tokens of a text, each with the token after it, `M` of them a batch: in a new random order
/// each epoch, or in that of the text. The windows are views; an epoch's order takes four bytes a token.
public final class TokenWindows implements Batches<TokenWindows.Batch> {
  private final TokenIds ids;
  private final int window;
  private final int batch;
  private final boolean shuffled;
  private final long seed;
  private final String fingerprint;

  /// The order of an epoch, and which.
  private int[] order;

  private int ordered = -1;

  /// Windows and the tokens after them.
  ///
  /// @param windows `n` steps of `M` rows
  /// @param targets `[M]`
  public record Batch(Sequence.Tokens windows, int[] targets) {}

  private TokenWindows(
      TokenIds ids, int window, int batch, boolean shuffled, long seed, String fingerprint) {
    this.ids = ids;
    this.window = Checks.positive("window", window);
    this.batch = Checks.positive("batch", batch);
    this.shuffled = shuffled;
    this.seed = seed;
    this.fingerprint = fingerprint;
  }

  /// Windows for training.
  ///
  /// @throws IllegalArgumentException if the text has no window with a token after it
  public static TokenWindows shuffled(
      TokenIds ids, int window, int batch, long seed, String fingerprint) {
    TokenWindows windows = new TokenWindows(ids, window, batch, true, seed, fingerprint);
    if (windows.windows() < 1) {
      throw new IllegalArgumentException(
          "the text to train on has %,d tokens, but a window of %d and the token after it need %d: use a longer text or a smaller --window"
              .formatted(ids.length(), window, window + 1));
    }
    return windows;
  }

  /// Windows in the order of the text, to measure a model; perhaps none.
  public static TokenWindows inOrder(TokenIds ids, int window, int batch) {
    return new TokenWindows(ids, window, batch, false, 0, "held-out text");
  }

  private int windows() {
    return Math.max(0, ids.length() - window);
  }

  @Override
  public int count(int epoch) {
    return Math.ceilDiv(windows(), batch);
  }

  @Override
  public Batch read(int epoch, int k) {
    if (shuffled && ordered != epoch) {
      order = new int[windows()];
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      RandomStream.named(seed, "windows of epoch " + epoch).shuffle(order);
      ordered = epoch;
    }
    int from = k * batch;
    int rows = Math.min(batch, windows() - from);
    int[] read = new int[window * rows];
    int[] targets = new int[rows];
    for (int row = 0; row < rows; row++) {
      int at = shuffled ? order[from + row] : from + row;
      for (int t = 0; t < window; t++) {
        read[t * rows + row] = ids.at(at + t);
      }
      targets[row] = ids.at(at + window);
    }
    return new Batch(new Sequence.Tokens(read, window, rows), targets);
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
