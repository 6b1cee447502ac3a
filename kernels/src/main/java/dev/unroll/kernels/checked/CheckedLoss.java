package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.kernels.LossKernel;
import dev.unroll.kernels.start.Operands;
import dev.unroll.kernels.start.Start;
import dev.unroll.kernels.start.Twins;
import java.util.EnumMap;
import java.util.Map;

/// Ranges within their arrays; `y` at the place of `x` or apart from it, apart from `t`.
final class CheckedLoss implements LossKernel {
  private static final int LENGTH = 67;

  private final Map<Loss, Start<LossKernel>> values = new EnumMap<>(Loss.class);
  private final Map<Loss, Start<LossKernel>> slopes = new EnumMap<>(Loss.class);

  CheckedLoss(Twins<LossKernel> twins) {
    float[] x = Operands.floats(LENGTH);
    float[] t = new float[LENGTH];
    float[] y = new float[LENGTH];
    for (Loss loss : Loss.values()) {
      values.put(loss, twins.start(kernel -> kernel.values(loss, 0.05f, LENGTH, x, 0, t, 0, y, 0)));
      slopes.put(loss, twins.start(kernel -> kernel.slopes(loss, 0.05f, LENGTH, x, 0, t, 0, y, 0)));
    }
  }

  @Override
  public void values(
      Loss loss,
      float delta,
      int length,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] y,
      int yOffset) {
    check(loss, length, x, xOffset, t, tOffset, y, yOffset);
    values.get(loss).kernel().values(loss, delta, length, x, xOffset, t, tOffset, y, yOffset);
  }

  @Override
  public void slopes(
      Loss loss,
      float delta,
      int length,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] y,
      int yOffset) {
    check(loss, length, x, xOffset, t, tOffset, y, yOffset);
    slopes.get(loss).kernel().slopes(loss, delta, length, x, xOffset, t, tOffset, y, yOffset);
  }

  private static void check(
      Loss loss,
      int length,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] y,
      int yOffset) {
    Checks.present("loss", loss);
    Ranges.within("x", x, xOffset, length);
    Ranges.within("t", t, tOffset, length);
    Ranges.within("y", y, yOffset, length);
    Ranges.sameOrDistinct("x", x, xOffset, "y", y, yOffset, length);
    Ranges.distinct("t", t, tOffset, length, "y", y, yOffset, length);
  }
}
