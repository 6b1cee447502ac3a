package dev.unroll.models.history;

/// Which of the numbers 1, 2, 3… are recorded: all at first, then every second, every fourth… so that each
/// doubling of the whole adds as many. A function of the number alone: a run that is resumed records what
/// one that was not stopped does.
///
/// @param perDoubling how many between n and 2n
record Thinning(int perDoubling) {
  boolean records(long n) {
    return n % interval(n) == 0;
  }

  /// From recorded number to recorded number.
  private long interval(long n) {
    return Long.highestOneBit(Math.max(1, n / perDoubling));
  }
}
