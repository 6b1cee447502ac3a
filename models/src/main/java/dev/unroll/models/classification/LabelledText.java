package dev.unroll.models.classification;

import java.util.Objects;

/// A text and its label.
public record LabelledText(String label, String text) {
  public LabelledText {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(text, "text");
  }
}
