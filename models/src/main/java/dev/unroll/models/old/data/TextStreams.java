package dev.unroll.models.old.data;

import dev.unroll.core.Checks;

/// A text as `N` parallel streams, walked over in chunks of `T` steps for truncated backpropagation
/// through time.
///
/// The text's `n` ids are cut into streams of `L = ⌊(n − 2)/N⌋` steps (with one stream this is where
/// min-char-rnn begins anew); at step `p` stream `i` reads id `i·L + p` and is to predict the id after it. An epoch has `⌊L/T⌋` chunks, all of one shape; the
/// few steps that are left at each stream's end are not used. A recurrent state carried from chunk to
/// chunk has seen all that stands before it in its stream, and begins anew with each epoch.
public final class TextStreams {
  private final int[] ids;
  private final int batch;
  private final int steps;
  private final int streamLength;

  /// Streams over `ids`, which are not copied and must not change.
  ///
  /// @param batch `N`, the number of streams
  /// @param steps `T`, the time steps of a chunk
  /// @throws IllegalArgumentException if the text is too short for one chunk in every stream
  public TextStreams(int[] ids, int batch, int steps) {
    this.ids = ids;
    this.batch = Checks.positive("batch", batch);
    this.steps = Checks.positive("sequence", steps);
    streamLength = Math.max(0, ids.length - 2) / batch;
    if (streamLength < steps) {
      throw new IllegalArgumentException(tooShort());
    }
  }

  private String tooShort() {
    long needed = (long) batch * steps + 2;
    String cure =
        batch > 1
            ? "use a longer text, a smaller --batch or a shorter --sequence"
            : "use a longer text or a shorter --sequence";
    return "the text to train on has %,d characters, but %d %s of %d steps %s %,d: %s"
        .formatted(
            ids.length,
            batch,
            batch == 1 ? "stream" : "streams",
            steps,
            batch == 1 ? "needs" : "need",
            needed,
            cure);
  }

  /// `N`, the streams.
  public int batch() {
    return batch;
  }

  /// `T`, the time steps of a chunk.
  public int steps() {
    return steps;
  }

  /// The chunks of one epoch.
  public int chunks() {
    return streamLength / steps;
  }

  /// Overwrites `inputs` and `targets`, both `[T·N]` time-major, with a chunk of the epoch.
  ///
  /// @param chunk from 0 to [#chunks] − 1
  public void read(int chunk, int[] inputs, int[] targets) {
    int first = chunk * steps;
    for (int t = 0; t < steps; t++) {
      for (int row = 0; row < batch; row++) {
        int at = row * streamLength + first + t;
        inputs[t * batch + row] = ids[at];
        targets[t * batch + row] = ids[at + 1];
      }
    }
  }
}
