package dev.unroll.models.captioning;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;

/// The kind `captioner`: [Captioner].
public final class CaptionerKind implements Kind<Captioner> {
  static final String NAME = "captioner";
  static final String VOCABULARY = "vocabulary";

  /// For the service loader.
  public CaptionerKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<Captioner> type() {
    return Captioner.class;
  }

  @Override
  public Captioner build(Settings settings, Scope scope) {
    return new Captioner(
        settings.read(CaptionerOptions.class),
        TokenVocabulary.parse(settings.text(VOCABULARY)),
        scope);
  }
}
