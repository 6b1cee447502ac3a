package dev.unroll.models.language;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;

/// The kind `textgenrnn`: [TextGenRnn].
public final class TextGenRnnKind implements Kind<TextGenRnn> {
  static final String NAME = "textgenrnn";
  static final String VOCABULARY = "vocabulary";

  /// For the service loader.
  public TextGenRnnKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<TextGenRnn> type() {
    return TextGenRnn.class;
  }

  @Override
  public TextGenRnn build(Settings settings, Scope scope) {
    return new TextGenRnn(
        settings.read(TextGenOptions.class),
        TokenVocabulary.parse(settings.text(VOCABULARY)),
        scope);
  }
}
