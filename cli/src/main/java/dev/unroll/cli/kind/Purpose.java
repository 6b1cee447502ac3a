package dev.unroll.cli.kind;

/// What data are read for.
public enum Purpose {
  /// To train: a part is held out, as the options say.
  TRAIN,
  /// To measure a saved model on all of them: everything is held out.
  MEASURE
}
