package dev.unroll.models.vision;

import dev.unroll.models.data.Fingerprint;
import java.util.List;
import java.util.Objects;

/// A picture and the text that belongs to it: what stands on it, or what it shows.
public record PictureText(Pixels pixels, String text) {
  public PictureText {
    Objects.requireNonNull(pixels, "pixels");
    Objects.requireNonNull(text, "text");
  }

  /// What tells some pictures with texts from others.
  public static String fingerprint(List<PictureText> examples) {
    Fingerprint hash = new Fingerprint();
    examples.forEach(example -> hash.add(example.text()).add(example.pixels().data()));
    return hash.of("%,d pictures".formatted(examples.size()));
  }
}
