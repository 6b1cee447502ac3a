package dev.unroll.models.language;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;

/// The kind `fixed-window`: [FixedWindowModel].
public final class FixedWindowModelKind implements Kind<FixedWindowModel> {
  static final String NAME = "fixed-window";
  static final String VOCABULARY = "vocabulary";

  /// For the service loader.
  public FixedWindowModelKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<FixedWindowModel> type() {
    return FixedWindowModel.class;
  }

  @Override
  public FixedWindowModel build(Settings settings, Scope scope) {
    return new FixedWindowModel(
        settings.read(FixedWindowOptions.class),
        TokenVocabulary.parse(settings.text(VOCABULARY)),
        scope);
  }
}
