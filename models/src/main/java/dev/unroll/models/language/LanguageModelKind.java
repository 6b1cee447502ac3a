package dev.unroll.models.language;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;

/// The kind `language`: [LanguageModel].
public final class LanguageModelKind implements Kind<LanguageModel> {
  static final String NAME = "language";
  static final String VOCABULARY = "vocabulary";

  /// For the service loader.
  public LanguageModelKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<LanguageModel> type() {
    return LanguageModel.class;
  }

  @Override
  public LanguageModel build(Settings settings, Scope scope) {
    return new LanguageModel(
        settings.read(LanguageModelOptions.class),
        TokenVocabulary.parse(settings.text(VOCABULARY)),
        scope);
  }
}
