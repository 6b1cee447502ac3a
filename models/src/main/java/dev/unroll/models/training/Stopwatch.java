package dev.unroll.models.training;

/// Counts items and the time that training takes; pauses do not count for the rate.
final class Stopwatch {
  /// How many seconds back the rate looks.
  private static final double WINDOW = 3;

  private final long start = System.nanoTime();
  private long pauseStart;
  private long paused;
  private long items;
  private long steps;

  private long windowStart = start;
  private long windowItems;
  private long windowPaused;
  private double rate;

  void count(long more) {
    items += more;
    windowItems += more;
    long now = System.nanoTime();
    double seconds = (now - windowStart - windowPaused) * 1e-9;
    if (windowStart == start || seconds > WINDOW) { // the first window is looked at as it fills
      rate = windowItems / Math.max(seconds, 1e-9);
    }
    if (seconds > WINDOW) {
      windowStart = now;
      windowItems = 0;
      windowPaused = 0;
    }
  }

  /// Ends a step and begins a pause.
  void pause() {
    steps++;
    pauseStart = System.nanoTime();
  }

  void goOn() {
    long pause = System.nanoTime() - pauseStart;
    paused += pause;
    windowPaused += pause;
  }

  /// Nanoseconds since the beginning, pauses included.
  long elapsed() {
    return System.nanoTime() - start;
  }

  long items() {
    return items;
  }

  /// The mean time of a step so far.
  double secondsPerStep() {
    return (elapsed() - paused) * 1e-9 / steps;
  }

  /// Items a second.
  double rate() {
    return rate;
  }
}
