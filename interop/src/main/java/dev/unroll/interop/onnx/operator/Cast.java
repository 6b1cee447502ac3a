package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// The same numbers in another type. Real numbers become whole ones towards zero, those out of range of
/// 64 bits the last in range; whole numbers wrap. To 16-bit floats numbers are rounded.
final class Cast extends Operator {
  private final Value x;
  private final Value y;

  private Cast(Site site, ElementType type) throws MalformedFileException {
    x = site.input(0);
    y = site.output(0, type);
    site.ignore("saturate"); // of 8-bit floats alone
    site.ignore("round_mode");
  }

  static Operator to(Site site) throws MalformedFileException {
    long code = site.whole("to", 0);
    ElementType type = ElementType.of(code);
    if (type == null) {
      throw site.malformed(
          "a cast to the type %s is not supported".formatted(ElementType.nameOf(code)));
    }
    return of(site, type);
  }

  static Operator like(Site site) throws MalformedFileException {
    return of(site, site.input(1).type());
  }

  private static Operator of(Site site, ElementType type) throws MalformedFileException {
    if (site.input(0).type() == type) {
      site.ignore("saturate");
      site.ignore("round_mode");
      return View.identity(site);
    }
    return new Cast(site, type);
  }

  @Override
  public void run(Context context) {
    y.shapeLike(x);
    int n = y.elements();
    ElementType type = y.type();
    if (type.isReal()) {
      float[] to = y.floats();
      for (int i = 0; i < n; i++) {
        to[i] = type.round(x.isReal() ? x.floats()[i] : x.longs()[i]);
      }
      return;
    }
    long[] to = y.longs();
    for (int i = 0; i < n; i++) {
      if (x.isReal()) {
        float real = x.floats()[i];
        to[i] = type == ElementType.BOOL ? real == 0 ? 0 : 1 : type.wrap((long) real);
      } else {
        to[i] = type.wrap(x.longs()[i]);
      }
    }
  }
}
