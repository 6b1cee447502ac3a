package dev.unroll.kernels.start;

/// A kernel of two sets, which give the same bits.
///
/// @param first the one that runs until the other is compiled; the other itself where that is not waited for
/// @param lasting the one that runs from then on
public record Twins<K>(K first, K lasting) {
  /// An operation of the kernel that is practised with operands of any size alike.
  public Start<K> start(Practice<K> practice) {
    Start<K> start = start();
    start.expect(0, () -> practice, null);
    return start;
  }

  /// An operation of the kernel whose practice follows the calls: see [Start#expect].
  public Start<K> start() {
    return new Start<>(first, lasting);
  }
}
