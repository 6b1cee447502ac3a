package dev.unroll.interop.keras;

/// Which Keras wrote a model, as far as versions mean different things by the same configuration.
///
/// @param text as the file gives it, `2.2.4-tf`; empty if it does not
record KerasVersion(String text) {
  /// Whether `hard_sigmoid` has Keras 3's slope, and masks are joined as in Keras 3.
  boolean isKeras3() {
    return major() >= 3;
  }

  /// Whether both directions of a bidirectional layer give zeros at masked steps: in TensorFlow's Keras 2 and
  /// from Keras 2.4 on.
  boolean zeroesMasked() {
    return major() >= 3 || text.endsWith("-tf") || major() == 2 && minor() >= 4;
  }

  private int major() {
    return number(0);
  }

  private int minor() {
    return number(1);
  }

  private int number(int index) {
    String[] parts = text.split("[.-]");
    return index < parts.length && parts[index].matches("[0-9]{1,4}")
        ? Integer.parseInt(parts[index])
        : 0;
  }
}
