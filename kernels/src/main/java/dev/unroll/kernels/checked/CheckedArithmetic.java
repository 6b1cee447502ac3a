package dev.unroll.kernels.checked;

import dev.unroll.kernels.ArithmeticKernel;

/// Ranges within their arrays, steps of 0 or 1, results at the place of an operand or apart from it.
record CheckedArithmetic(ArithmeticKernel kernel) implements ArithmeticKernel {
  @Override
  public void add(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset) {
    check(length, a, aOffset, aStep, b, bOffset, bStep, y, yOffset);
    kernel.add(length, a, aOffset, aStep, b, bOffset, bStep, y, yOffset);
  }

  @Override
  public void subtract(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset) {
    check(length, a, aOffset, aStep, b, bOffset, bStep, y, yOffset);
    kernel.subtract(length, a, aOffset, aStep, b, bOffset, bStep, y, yOffset);
  }

  @Override
  public void multiply(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset) {
    check(length, a, aOffset, aStep, b, bOffset, bStep, y, yOffset);
    kernel.multiply(length, a, aOffset, aStep, b, bOffset, bStep, y, yOffset);
  }

  @Override
  public void divide(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset) {
    check(length, a, aOffset, aStep, b, bOffset, bStep, y, yOffset);
    kernel.divide(length, a, aOffset, aStep, b, bOffset, bStep, y, yOffset);
  }

  @Override
  public void addScaled(int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    Ranges.within("x", x, xOffset, length);
    Ranges.within("y", y, yOffset, length);
    Ranges.sameOrDistinct("x", x, xOffset, "y", y, yOffset, length);
    kernel.addScaled(length, factor, x, xOffset, y, yOffset);
  }

  @Override
  public void multiplyAdd(
      int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    check(length, a, aOffset, 1, b, bOffset, 1, y, yOffset);
    kernel.multiplyAdd(length, a, aOffset, b, bOffset, y, yOffset);
  }

  @Override
  public void addConstant(int length, float constant, float[] y, int yOffset) {
    Ranges.within("y", y, yOffset, length);
    kernel.addConstant(length, constant, y, yOffset);
  }

  private static void check(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset) {
    Ranges.within("y", y, yOffset, length);
    operand("a", length, a, aOffset, aStep, y, yOffset);
    operand("b", length, b, bOffset, bStep, y, yOffset);
  }

  private static void operand(
      String name, int length, float[] x, int offset, int step, float[] y, int yOffset) {
    if (step != 0 && step != 1) {
      throw new IllegalArgumentException(
          "%s: expected a step of 0 or 1, got %d".formatted(name, step));
    }
    int reach = step == 1 ? length : Math.min(1, length);
    Ranges.within(name, x, offset, reach);
    if (step == 0 || offset != yOffset) {
      boolean same = length <= 1 && offset == yOffset;
      Ranges.distinct(name, x, offset, same ? 0 : reach, "y", y, yOffset, length);
    }
  }
}
