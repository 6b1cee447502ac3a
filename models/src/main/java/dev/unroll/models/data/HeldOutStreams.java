package dev.unroll.models.data;

import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.training.Batches;
import java.util.Arrays;

/// A held-out text for a validation that is quick: cut into up to 32 streams of at least 2,048 tokens that run
/// side by side, which is many times faster than one after the other. Each stream but the first warms up
/// on the 128 tokens before it, whose predictions do not count; that stands for all the text before it. So the
/// loss is very near that of the whole text in one stream, but not it.
public final class HeldOutStreams implements Batches<TextBatch> {
  private static final int STREAMS = 32;
  private static final int MIN_STREAM = 2048;
  private static final int WARM_UP = 128;
  private static final int STEPS = 64;

  private final TokenIds ids;
  private final int predicted;
  private final int streams;
  private final int length;

  /// Streams over `ids`.
  public HeldOutStreams(TokenIds ids) {
    this.ids = ids;
    predicted = Math.max(0, ids.length() - 1);
    streams = Math.clamp(predicted / MIN_STREAM, 1, STREAMS);
    length = Math.ceilDiv(predicted, streams);
  }

  /// `N`, the streams.
  public int streams() {
    return streams;
  }

  /// The chunks in which the first stream has not begun.
  public int warmUps() {
    return streams > 1 ? WARM_UP / STEPS : 0;
  }

  @Override
  public int count(int epoch) {
    return warmUps() + Math.ceilDiv(length, STEPS);
  }

  @Override
  public TextBatch read(int epoch, int k) {
    int at = (k - warmUps()) * STEPS;
    int steps = at < 0 ? STEPS : Math.min(STEPS, length - at);
    int[] inputs = new int[steps * streams];
    int[] targets = new int[steps * streams];
    Arrays.fill(targets, TextBatch.NONE);
    int counted = 0;
    for (int row = 0; row < streams; row++) {
      for (int t = 0; t < steps; t++) {
        int position = row * length + at + t;
        boolean inside = position >= 0 && position < predicted;
        inputs[t * streams + row] = inside ? ids.at(position) : 0;
        if (inside && at >= 0) {
          targets[t * streams + row] = ids.at(position + 1);
          counted++;
        }
      }
    }
    return new TextBatch(new Sequence.Tokens(inputs, steps, streams), targets, k == 0, counted);
  }

  @Override
  public String fingerprint() {
    return "held-out text";
  }
}
