package dev.unroll.models.captioning;

import java.util.Locale;

/// How the decoder of a [Captioner] sees the picture.
public enum View {
  /// As the state that it begins with.
  INITIAL_STATE,
  /// As what it reads first, before any word (Vinyals et al., *Show and tell*, 2015).
  FIRST_INPUT,
  /// As the state that it begins with and, before each word, a weighted mean over the cells of the convolutions'
  /// grid (Xu et al., *Show, attend and tell*, 2015).
  GRID;

  /// As in `initial state`.
  public String description() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
