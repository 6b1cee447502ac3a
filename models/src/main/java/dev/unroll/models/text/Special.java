package dev.unroll.models.text;

/// Tokens that stand for no text. A vocabulary that has some of them numbers them first, in this order;
/// a token of a text that looks like one is an ordinary token.
public enum Special {
  /// Fills up rows that are shorter than others.
  PAD("<pad>"),
  /// Stands for every token that the vocabulary lacks.
  UNKNOWN("<unk>"),
  /// What a decoder reads first.
  BEGIN("<begin>"),
  /// What a decoder writes last.
  END("<end>");

  private final String symbol;

  Special(String symbol) {
    this.symbol = symbol;
  }

  /// How it looks where people read it.
  public String symbol() {
    return symbol;
  }
}
