package dev.unroll.models.translation;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;

/// The kind `translator`: [Translator].
public final class TranslatorKind implements Kind<Translator> {
  static final String NAME = "translator";
  static final String SOURCE = "source";
  static final String TARGET = "target";

  /// For the service loader.
  public TranslatorKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<Translator> type() {
    return Translator.class;
  }

  @Override
  public Translator build(Settings settings, Scope scope) {
    return new Translator(
        settings.read(TranslatorOptions.class),
        TokenVocabulary.parse(settings.text(SOURCE)),
        TokenVocabulary.parse(settings.text(TARGET)),
        scope);
  }
}
