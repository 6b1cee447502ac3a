package dev.unroll.models.data;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.training.Batches;

/// A text as `N` parallel streams, walked over in chunks of `T` steps for truncated backpropagation
/// through time.
///
/// The text's `n` ids are cut into streams of `L = ⌊(n − 2)/N⌋` steps (with one stream this is where
/// min-char-rnn begins anew); at step `p` stream `i` reads id `i·L + p` and is to predict the id after it. An
/// epoch has `⌊L/T⌋` chunks, all of one shape; the few steps that are left at each stream's end are not
/// used. A recurrent state carried from chunk to chunk has seen all that stands before it in its stream, and
/// begins anew with each epoch.
public final class TextStreams implements Batches<TextBatch> {
  private final TokenIds ids;
  private final int batch;
  private final int steps;
  private final int streamLength;
  private final String fingerprint;
  private final Sequence.Tokens inputs;
  private final int[] targets;

  /// Streams over `ids`.
  ///
  /// @param batch `N`, the number of streams
  /// @param steps `T`, the time steps of a chunk; 0 for whole streams
  /// @param fingerprint of the text
  /// @throws IllegalArgumentException if the text is too short for one chunk in every stream
  public TextStreams(TokenIds ids, int batch, int steps, String fingerprint) {
    this.ids = ids;
    this.batch = Checks.positive("batch", batch);
    this.fingerprint = fingerprint;
    streamLength = Math.max(0, ids.length() - 2) / batch;
    this.steps = Checks.notNegative("sequence", steps) == 0 ? streamLength : steps;
    if (streamLength < Math.max(1, steps)) {
      throw new IllegalArgumentException(tooShort());
    }
    inputs = new Sequence.Tokens(new int[this.steps * batch], this.steps, batch);
    targets = new int[this.steps * batch];
  }

  private String tooShort() {
    long needed = (long) batch * Math.max(1, steps) + 2;
    String cure =
        batch > 1
            ? "use a longer text, a smaller --batch or a shorter --sequence"
            : "use a longer text or a shorter --sequence";
    return "the text to train on has %,d tokens, but %d %s of %d steps %s %,d: %s"
        .formatted(
            ids.length(),
            batch,
            batch == 1 ? "stream" : "streams",
            Math.max(1, steps),
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

  @Override
  public int count(int epoch) {
    return streamLength / steps;
  }

  @Override
  public TextBatch read(int epoch, int k) {
    int first = k * steps;
    for (int t = 0; t < steps; t++) {
      for (int row = 0; row < batch; row++) {
        int at = row * streamLength + first + t;
        inputs.ids()[t * batch + row] = ids.at(at);
        targets[t * batch + row] = ids.at(at + 1);
      }
    }
    return new TextBatch(inputs, targets, k == 0, targets.length);
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
