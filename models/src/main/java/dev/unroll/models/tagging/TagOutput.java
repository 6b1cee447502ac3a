package dev.unroll.models.tagging;

/// How a [Tagger] goes from what it read of the words to tags.
public enum TagOutput {
  /// Each word's tag by itself: a softmax over its logits.
  LINEAR,
  /// All tags of a sentence together: a conditional random field over the logits, which knows what tag follows
  /// what.
  CRF
}
