package dev.unroll.interop.silero;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Makes stretches of speech of the probabilities of chunks: speech begins where a probability reaches the threshold,
/// and ends where it stays below the threshold less 0.15 for as long as a pause must be.
///
///     SpeechSegments segments = new SpeechSegments(0.5f, 0.25, 0.1);
///     segments.add(stream.next(samples, offset));             // chunk after chunk
///     segments.end();
///     segments.found();
public final class SpeechSegments {
  private static final float BELOW = 0.15f;

  private final float threshold;
  private final double shortest;
  private final double pause;
  private final List<Segment> found = new ArrayList<>();
  private long chunk;

  /// The first chunk of speech that has not ended; −1 in silence.
  private long begin = -1;

  /// The first chunk of a pause that may end it; −1 without one.
  private long quiet = -1;

  /// A stretch of speech.
  ///
  /// @param begin where it begins, in seconds
  /// @param end where it ends, in seconds
  public record Segment(double begin, double end) {}

  /// @param threshold from 0.15 to 1; ½ is usual
  /// @param shortest the seconds that speech lasts at least, or it is left out; ¼ is usual
  /// @param pause the seconds of silence that end it; ⅒ is usual
  public SpeechSegments(float threshold, double shortest, double pause) {
    if (!(threshold > BELOW && threshold <= 1) || !(shortest >= 0) || !(pause >= 0)) {
      throw new IllegalArgumentException(
          "expected a threshold above 0.15 and durations of 0 or more, got %s, %s and %s"
              .formatted(threshold, shortest, pause));
    }
    this.threshold = threshold;
    this.shortest = shortest;
    this.pause = pause;
  }

  /// Takes the next chunk's probability.
  public void add(float probability) {
    if (probability >= threshold) {
      quiet = -1;
      begin = begin < 0 ? chunk : begin;
    } else if (begin >= 0 && probability < threshold - BELOW) {
      quiet = quiet < 0 ? chunk : quiet;
      if (seconds(chunk - quiet) >= pause) {
        finish(quiet);
      }
    }
    chunk++;
  }

  /// Ends speech that has not ended.
  public void end() {
    if (begin >= 0) {
      finish(quiet < 0 ? chunk : quiet);
    }
  }

  private void finish(long end) {
    if (seconds(end - begin) >= shortest) {
      found.add(new Segment(seconds(begin), seconds(end)));
    }
    begin = -1;
    quiet = -1;
  }

  private static double seconds(long chunks) {
    return chunks * (double) SileroVad.CHUNK / SileroVad.RATE;
  }

  /// What was found so far.
  public List<Segment> found() {
    return Collections.unmodifiableList(found);
  }
}
