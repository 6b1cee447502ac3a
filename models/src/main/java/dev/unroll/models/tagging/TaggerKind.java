package dev.unroll.models.tagging;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;

/// The kind `tagger`: [Tagger].
public final class TaggerKind implements Kind<Tagger> {
  static final String NAME = "tagger";
  static final String WORDS = "words";
  static final String CHARACTERS = "spelled";
  static final String TAGS = "tags";

  /// For the service loader.
  public TaggerKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<Tagger> type() {
    return Tagger.class;
  }

  @Override
  public Tagger build(Settings settings, Scope scope) {
    return new Tagger(
        settings.read(TaggerOptions.class),
        new TaggerVocabulary(
            TokenVocabulary.parse(settings.text(WORDS)),
            TokenVocabulary.parse(settings.text(CHARACTERS)),
            TokenVocabulary.parse(settings.text(TAGS))),
        scope);
  }
}
