package dev.unroll.models.old;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Tells whether a text is the one that a checkpoint was trained on.
///
/// @param characters its length in UTF-16 units
/// @param sha256 of its UTF-8 form, in hexadecimal digits
record TextFingerprint(int characters, String sha256) {
  static TextFingerprint of(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return new TextFingerprint(text.length(), HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  void save(Checkpoint to) {
    to.put("text.characters", characters);
    to.put("text.sha256", sha256);
  }

  /// Requires a checkpoint to have been trained on this text.
  void check(Checkpoint checkpoint) {
    if (!checkpoint.has("text.sha256")) {
      throw new IllegalArgumentException(
          "the checkpoint holds only a model: it can be sampled and scored, but not resumed");
    }
    if (!sha256.equals(checkpoint.text("text.sha256"))) {
      throw new IllegalArgumentException(
          "the text is not the one that the checkpoint was trained on: it has %,d characters, the other had %s"
              .formatted(characters, checkpoint.text("text.characters")));
    }
  }
}
