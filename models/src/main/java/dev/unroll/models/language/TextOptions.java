package dev.unroll.models.language;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.Truncation;
import java.util.Objects;

/// How a language model's text is cut up.
///
/// @param batch `N`, streams of the text that run side by side
/// @param truncation how far back gradients flow
/// @param validation the fraction of the text, its last part, that is held out
public record TextOptions(
    @Setting(value = "Streams of the text that run side by side.", label = "N") int batch,
    @Setting("How far back gradients flow.") Truncation truncation,
    @Setting(value = "Fraction of the text, its last part, that is held out.", label = "F")
        float validation) {
  public TextOptions {
    Checks.positive("batch", batch);
    Objects.requireNonNull(truncation, "truncation");
    Checks.within("validation", validation, 0, 0.9f);
  }

  /// 32 streams, chunks of 64, a tenth held out.
  public static TextOptions defaults() {
    return chunks(32, 64);
  }

  /// So many streams in chunks of so many steps, a tenth held out.
  public static TextOptions chunks(int batch, int sequence) {
    return new TextOptions(batch, new Truncation.Chunks(sequence), 0.1f);
  }

  /// These options with another fraction held out.
  public TextOptions withValidation(float newValidation) {
    return new TextOptions(batch, truncation, newValidation);
  }

  /// These options with another truncation.
  public TextOptions withTruncation(Truncation newTruncation) {
    return new TextOptions(batch, newTruncation, validation);
  }
}
