package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// What a scattering operator does with an element that is already there.
enum Update {
  NONE,
  ADD,
  MUL,
  MAX,
  MIN;

  static Update of(Site site) throws MalformedFileException {
    String name = site.text("reduction", "none");
    for (Update update : values()) {
      if (update.name().equals(name.toUpperCase(java.util.Locale.ROOT))) {
        return update;
      }
    }
    throw site.unsupported("reduction", name, "none, add, mul, max and min");
  }

  /// Puts `n` elements of `from` into `to`.
  void apply(Value from, int at, Value to, int toAt, int n) {
    if (this == NONE) {
      Strided.copyRun(n, from.array(), at, 1, to.array(), toAt, 1);
      return;
    }
    for (int i = 0; i < n; i++) {
      if (to.isReal()) {
        float old = to.floats()[toAt + i];
        float element = from.floats()[at + i];
        to.floats()[toAt + i] =
            switch (this) {
              case ADD -> old + element;
              case MUL -> old * element;
              case MAX -> Math.max(old, element);
              default -> Math.min(old, element);
            };
      } else {
        long old = to.longs()[toAt + i];
        long element = from.longs()[at + i];
        to.longs()[toAt + i] =
            to.type()
                .wrap(
                    switch (this) {
                      case ADD -> old + element;
                      case MUL -> old * element;
                      case MAX -> Math.max(old, element);
                      default -> Math.min(old, element);
                    });
      }
    }
  }
}
