package dev.unroll.models.classification;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;

/// The kind `text-classifier`: [TextClassifier].
public final class TextClassifierKind implements Kind<TextClassifier> {
  static final String NAME = "text-classifier";
  static final String VOCABULARY = "vocabulary";
  static final String LABELS = "labels";

  /// For the service loader.
  public TextClassifierKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<TextClassifier> type() {
    return TextClassifier.class;
  }

  @Override
  public TextClassifier build(Settings settings, Scope scope) {
    return new TextClassifier(
        settings.read(TextClassifierOptions.class),
        TokenVocabulary.parse(settings.text(VOCABULARY)),
        TokenVocabulary.parse(settings.text(LABELS)),
        scope);
  }
}
