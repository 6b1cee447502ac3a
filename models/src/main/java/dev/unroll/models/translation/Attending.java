package dev.unroll.models.translation;

import dev.unroll.models.layer.Attention;

/// How a decoder looks at what the encoder gave for each step of the source.
public enum Attending {
  /// Not at all: the encoder's last state is all it gets.
  NONE(null),
  /// By the score `q·k`.
  DOT(Attention.Scores.DOT),
  /// By the score `q·(W k)` (Luong, Pham and Manning 2015).
  GENERAL(Attention.Scores.GENERAL),
  /// By the score `v·tanh(Wq q + Wk k)` (Bahdanau, Cho and Bengio 2015).
  ADDITIVE(Attention.Scores.ADDITIVE);

  private final Attention.Scores scores;

  Attending(Attention.Scores scores) {
    this.scores = scores;
  }

  /// The scores of the layer; null without attention.
  Attention.Scores scores() {
    return scores;
  }
}
