package dev.unroll.models.reading;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;

/// The kind `picture-reader`: [PictureReader].
public final class PictureReaderKind implements Kind<PictureReader> {
  static final String NAME = "picture-reader";
  static final String VOCABULARY = "vocabulary";

  /// For the service loader.
  public PictureReaderKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<PictureReader> type() {
    return PictureReader.class;
  }

  @Override
  public PictureReader build(Settings settings, Scope scope) {
    return new PictureReader(
        settings.read(PictureReaderOptions.class),
        TokenVocabulary.parse(settings.text(VOCABULARY)),
        scope);
  }
}
