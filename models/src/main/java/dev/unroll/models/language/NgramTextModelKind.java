package dev.unroll.models.language;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;

/// The kind `ngram`: [NgramTextModel].
public final class NgramTextModelKind implements Kind<NgramTextModel> {
  static final String NAME = "ngram";
  static final String VOCABULARY = "vocabulary";
  static final String TOKENS = "tokens";

  /// For the service loader.
  public NgramTextModelKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<NgramTextModel> type() {
    return NgramTextModel.class;
  }

  @Override
  public NgramTextModel build(Settings settings, Scope scope) {
    return new NgramTextModel(
        settings.read(NgramOptions.class),
        TokenVocabulary.parse(settings.text(VOCABULARY)),
        settings.integer(TOKENS),
        scope);
  }
}
