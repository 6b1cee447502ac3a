package dev.unroll.models.text;

import java.io.Serial;

/// A text has a token that a vocabulary lacks, and the vocabulary has no id for unknown ones.
public final class UnknownTokenException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  UnknownTokenException(String token, int position, int vocabularySize) {
    super(
        "the token '%s' (number %d) is not among the %d of the vocabulary, which has no id for unknown ones"
            .formatted(token, position + 1, vocabularySize));
  }
}
