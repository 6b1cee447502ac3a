package dev.unroll.kernels;

import dev.unroll.kernels.testing.Floats;
import dev.unroll.kernels.testing.KernelChoice;
import java.util.function.DoubleBinaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/// Arithmetic on runs, bit for bit: double has more than twice float's digits, so that a sum, a product or a
/// quotient in double, rounded to float, is the one of float arithmetic.
@Tag("widths")
final class ArithmeticKernelProperties {
  enum Binary {
    ADD((a, b) -> a + b),
    SUBTRACT((a, b) -> a - b),
    MULTIPLY((a, b) -> a * b),
    DIVIDE((a, b) -> a / b);

    final DoubleBinaryOperator equation;

    Binary(DoubleBinaryOperator equation) {
      this.equation = equation;
    }

    void run(
        ArithmeticKernel kernel,
        int length,
        Run a,
        int aStep,
        Run b,
        int bStep,
        float[] y,
        int at) {
      switch (this) {
        case ADD -> kernel.add(length, a.data, a.offset, aStep, b.data, b.offset, bStep, y, at);
        case SUBTRACT ->
            kernel.subtract(length, a.data, a.offset, aStep, b.data, b.offset, bStep, y, at);
        case MULTIPLY ->
            kernel.multiply(length, a.data, a.offset, aStep, b.data, b.offset, bStep, y, at);
        case DIVIDE ->
            kernel.divide(length, a.data, a.offset, aStep, b.data, b.offset, bStep, y, at);
      }
    }
  }

  /// Numbers from an offset of an array on, between others.
  private record Run(float[] data, int offset) {
    static Run wild(long seed, int offset, int length) {
      return new Run(Floats.wild(seed, offset + length + 5), offset);
    }

    float get(int i) {
      return data[offset + i];
    }

    Run copy() {
      return new Run(data.clone(), offset);
    }
  }

  @Property(tries = 500)
  void binary(
      @ForAll Binary operation,
      @ForAll KernelChoice choice,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 1) int aStep,
      @ForAll @IntRange(max = 1) int bStep,
      @ForAll long seed) {
    Run a = Run.wild(seed, 3, length);
    Run b = Run.wild(seed + 1, 1, length);
    Run y = Run.wild(seed + 2, 2, length);
    float[] wanted = y.data.clone();
    for (int i = 0; i < length; i++) {
      wanted[2 + i] = (float) operation.equation.applyAsDouble(a.get(i * aStep), b.get(i * bStep));
    }
    operation.run(choice.set().arithmetic(), length, a, aStep, b, bStep, y.data, 2);
    Floats.requireSameBits("y", wanted, y.data);
  }

  @Property
  void binaryInPlace(
      @ForAll Binary operation,
      @ForAll KernelChoice choice,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll boolean left,
      @ForAll @IntRange(max = 1) int otherStep,
      @ForAll long seed) {
    Run x = Run.wild(seed, 3, length);
    Run other = Run.wild(seed + 1, 2, length);
    float[] wanted = x.data.clone();
    for (int i = 0; i < length; i++) {
      float one = x.get(i);
      float two = other.get(i * otherStep);
      wanted[3 + i] = (float) operation.equation.applyAsDouble(left ? one : two, left ? two : one);
    }
    ArithmeticKernel kernel = choice.set().arithmetic();
    if (left) {
      operation.run(kernel, length, x, 1, other, otherStep, x.data, x.offset);
    } else {
      operation.run(kernel, length, other, otherStep, x, 1, x.data, x.offset);
    }
    Floats.requireSameBits("y", wanted, x.data);
  }

  /// Nothing of an empty run is read, not even the number that counts for all of it.
  @Property(tries = 32)
  void anEmptyRunReadsNothing(
      @ForAll Binary operation,
      @ForAll KernelChoice choice,
      @ForAll @IntRange(max = 1) int aStep,
      @ForAll @IntRange(max = 1) int bStep) {
    Run none = new Run(new float[0], 0);
    operation.run(choice.set().arithmetic(), 0, none, aStep, none, bStep, none.data, 0);
  }

  @Property
  void fusedAndConstant(
      @ForAll KernelChoice choice,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll float factor,
      @ForAll long seed) {
    ArithmeticKernel kernel = choice.set().arithmetic();
    Run a = Run.wild(seed, 3, length);
    Run b = Run.wild(seed + 1, 1, length);
    Run before = Run.wild(seed + 2, 2, length);
    float[] scaled = before.data.clone();
    float[] fused = before.data.clone();
    float[] moved = before.data.clone();
    for (int i = 0; i < length; i++) {
      scaled[2 + i] = Math.fma(factor, a.get(i), before.get(i));
      fused[2 + i] = Math.fma(a.get(i), b.get(i), before.get(i));
      moved[2 + i] = (float) ((double) before.get(i) + factor);
    }
    Run y = before.copy();
    kernel.addScaled(length, factor, a.data, a.offset, y.data, y.offset);
    Floats.requireSameBits("addScaled", scaled, y.data);
    y = before.copy();
    kernel.multiplyAdd(length, a.data, a.offset, b.data, b.offset, y.data, y.offset);
    Floats.requireSameBits("multiplyAdd", fused, y.data);
    y = before.copy();
    kernel.addConstant(length, factor, y.data, y.offset);
    Floats.requireSameBits("addConstant", moved, y.data);
  }
}
