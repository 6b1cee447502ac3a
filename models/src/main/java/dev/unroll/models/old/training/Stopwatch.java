package dev.unroll.models.old.training;

/// Counts characters and the time that training takes; pauses do not count for the rate.
final class Stopwatch {
  /// How many seconds back the rate looks.
  private static final double WINDOW = 3;

  private final long start = System.nanoTime();
  private long pauseStart;
  private long paused;
  private long characters;

  private long windowStart = start;
  private long windowCharacters;
  private long windowPaused;
  private double rate;

  void count(int more) {
    characters += more;
    windowCharacters += more;
    long now = System.nanoTime();
    double seconds = (now - windowStart - windowPaused) * 1e-9;
    if (windowStart == start || seconds > WINDOW) { // the first window is looked at as it fills
      rate = windowCharacters / Math.max(seconds, 1e-9);
    }
    if (seconds > WINDOW) {
      windowStart = now;
      windowCharacters = 0;
      windowPaused = 0;
    }
  }

  void pause() {
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

  long characters() {
    return characters;
  }

  /// Characters a second.
  double rate() {
    return rate;
  }
}
