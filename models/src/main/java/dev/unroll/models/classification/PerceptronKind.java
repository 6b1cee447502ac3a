package dev.unroll.models.classification;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.data.Standardization;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;

/// The kind `perceptron`: [Perceptron].
public final class PerceptronKind implements Kind<Perceptron> {
  static final String NAME = "perceptron";
  static final String STANDARDIZATION = "standardization";
  static final String LABELS = "labels";

  /// For the service loader.
  public PerceptronKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<Perceptron> type() {
    return Perceptron.class;
  }

  @Override
  public Perceptron build(Settings settings, Scope scope) {
    return new Perceptron(
        settings.read(PerceptronOptions.class),
        settings.under(STANDARDIZATION).read(Standardization.class),
        settings.has(LABELS) ? TokenVocabulary.parse(settings.text(LABELS)) : null,
        scope);
  }
}
