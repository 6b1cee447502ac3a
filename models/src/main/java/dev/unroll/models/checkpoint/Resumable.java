package dev.unroll.models.checkpoint;

/// Something with a memory: an optimizer, a schedule, a stream of random numbers, a state that is carried
/// on. Saved and restored, it goes on with the same bits.
public interface Resumable {
  /// The section of a checkpoint that is its own, `optimizer` say: letters, digits, hyphens.
  String section();

  /// Writes all that is needed to go on. What is put there is read when the file is written, not copied.
  void save(Section to);

  /// Goes on from what [#save] wrote.
  ///
  /// @throws IllegalArgumentException if something is missing or does not fit
  void restore(Section from);
}
