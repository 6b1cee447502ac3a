package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.kernels.LossKernel;

/// Ranges within their arrays; `y` at the place of `x` or apart from it, apart from `t`.
record CheckedLoss(LossKernel kernel) implements LossKernel {
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
    kernel.values(loss, delta, length, x, xOffset, t, tOffset, y, yOffset);
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
    kernel.slopes(loss, delta, length, x, xOffset, t, tOffset, y, yOffset);
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
