package dev.unroll.models.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Tells data from others: a hash (SHA-256, of which 64 bits are shown) over texts and numbers in order.
public final class Fingerprint {
  private final MessageDigest digest;

  /// Of no data yet.
  public Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Adds a text.
  public Fingerprint add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Adds a whole number.
  public Fingerprint add(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
    return this;
  }

  /// Adds bytes.
  public Fingerprint add(byte[] bytes) {
    add(bytes.length);
    digest.update(bytes);
    return this;
  }

  /// Adds numbers, by their bits.
  public Fingerprint add(float[] numbers) {
    add(numbers.length);
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * Math.min(numbers.length, 4096));
    for (int i = 0; i < numbers.length; i++) {
      bytes.putFloat(numbers[i]);
      if (!bytes.hasRemaining() || i == numbers.length - 1) {
        digest.update(bytes.flip());
        bytes.clear();
      }
    }
    return this;
  }

  /// One line that says what the data are, and the hash; nothing can be added afterwards.
  public String of(String what) {
    return what + " " + HexFormat.of().formatHex(digest.digest(), 0, 8);
  }
}
