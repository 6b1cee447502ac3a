package dev.unroll.kernels.testing;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// A call of a public kernel with operands that may be wrong, and whether the contract allows them.
///
/// The call is made on both kernel sets. Where it is allowed both give the same numbers; where it is
/// not both refuse it with the same message, and in neither case is a number changed outside of the
/// results, nor by a call that is refused.
public final class FuzzedCall {
  /// A call by its operands: ranges of arrays, in the order in which they were declared.
  @FunctionalInterface
  public interface OnRanges {
    /// Calls the kernel of a set.
    void run(KernelSet set, int length, float[][] arrays, int[] offsets);
  }

  /// A call by its operands: tensors, in the order in which they were declared.
  @FunctionalInterface
  public interface OnTensors {
    /// Calls the kernel of a set.
    void run(KernelSet set, Tensor[] tensors);
  }

  /// @param name in messages
  /// @param result whether it is written
  /// @param step 1, or 0 for one number that counts for all
  /// @param optional whether it may be missing
  /// @param with the operand that a result may be the same window as, or −1
  /// @param shape of a tensor; null for a range
  private record Operand(
      String name, boolean result, int step, boolean optional, int[] with, int[] shape) {
    Operand asOptional() {
      return new Operand(name, result, step, true, with, shape);
    }
  }

  private final String name;
  private final List<Operand> operands = new ArrayList<>();
  private OnRanges onRanges;
  private OnTensors onTensors;
  private final Set<String> larger = new HashSet<>();
  private final Set<String> sharing = new HashSet<>();

  /// A call without operands yet.
  public FuzzedCall(String name) {
    this.name = name;
  }

  /// A range that is read.
  public FuzzedCall reads(String operand) {
    operands.add(new Operand(operand, false, 1, false, new int[0], null));
    return this;
  }

  /// One number that counts for a whole range.
  public FuzzedCall readsOne(String operand) {
    operands.add(new Operand(operand, false, 0, false, new int[0], null));
    return this;
  }

  /// A range that is written; it may be the same as some others, by their index.
  public FuzzedCall writes(String operand, int... mayBe) {
    operands.add(new Operand(operand, true, 1, false, mayBe, null));
    return this;
  }

  /// A tensor that is read.
  public FuzzedCall reads(String operand, int... shape) {
    operands.add(new Operand(operand, false, 1, false, new int[0], shape));
    return this;
  }

  /// A tensor that is written; it may be the same window as some others, by their index.
  public FuzzedCall writesTensor(String operand, int[] shape, int... mayBe) {
    operands.add(new Operand(operand, true, 1, false, mayBe, shape));
    return this;
  }

  /// The last operand may be missing.
  public FuzzedCall optional() {
    operands.add(operands.removeLast().asOptional());
    return this;
  }

  /// The last operand may be larger along an axis than it needs to be.
  public FuzzedCall orMoreAlong(int axis) {
    larger.add((operands.size() - 1) + ":" + axis);
    return this;
  }

  /// Two operands may share memory, whatever else holds for them.
  public FuzzedCall mayShare(String operand, String other) {
    sharing.add(operand + " " + other);
    sharing.add(other + " " + operand);
    return this;
  }

  /// The call.
  public FuzzedCall calls(OnRanges call) {
    onRanges = call;
    return this;
  }

  /// The call.
  public FuzzedCall on(OnTensors call) {
    onTensors = call;
    return this;
  }

  /// The call with random operands, most of them with one mistake, on both sets.
  public void run(SplittableRandom random, KernelSet... sets) {
    if (onRanges != null) {
      runOnRanges(random, sets);
    } else {
      runOnTensors(random, sets);
    }
  }

  private void runOnRanges(SplittableRandom random, KernelSet[] sets) {
    int count = operands.size();
    int length = random.nextInt(40);
    int[] array = new int[count];
    int[] offsets = new int[count];
    Arrays.setAll(array, i -> i);
    Arrays.setAll(offsets, i -> random.nextInt(9));
    boolean[] missing = new boolean[count];
    int victim = random.nextInt(count);
    int given = length;
    switch (random.nextInt(6)) {
      case 0 -> missing[victim] = true;
      case 1 -> offsets[victim] = -1 - random.nextInt(20);
      case 2 -> offsets[victim] = 64 - length + 1 + random.nextInt(20);
      case 3 -> given = random.nextBoolean() ? -1 : Integer.MAX_VALUE - random.nextInt(3);
      case 4 -> array[victim] = random.nextInt(count);
      default -> {}
    }
    boolean allowed = given == length;
    for (int i = 0; i < count; i++) {
      int reach = operands.get(i).step() == 1 ? length : Math.min(1, length);
      allowed &= !missing[i] && offsets[i] >= 0 && offsets[i] + reach <= 64;
      for (int j = 0; j < count && operands.get(i).result(); j++) {
        int otherReach = operands.get(j).step() == 1 ? length : Math.min(1, length);
        boolean same = offsets[i] == offsets[j] && reach == otherReach;
        boolean apart =
            array[i] != array[j]
                || reach == 0
                || otherReach == 0
                || offsets[i] >= offsets[j] + otherReach
                || offsets[j] >= offsets[i] + reach;
        allowed &= i == j || apart || same && contains(operands.get(i).with(), j);
      }
    }
    int asked = given;
    Outcome[] outcomes = new Outcome[sets.length];
    for (int s = 0; s < sets.length; s++) {
      float[][] arrays = new float[count][];
      for (int i = 0; i < count; i++) {
        arrays[i] = missing[i] ? null : array[i] == i ? floats(64, i) : null;
      }
      for (int i = 0; i < count; i++) {
        if (!missing[i] && array[i] != i) {
          int other = array[i];
          arrays[i] = arrays[other] == null ? floats(64, i) : arrays[other];
        }
      }
      KernelSet set = sets[s];
      outcomes[s] =
          outcome(
              arrays,
              (a, at) ->
                  operandOf(a, at, arrays, offsets, length), // whether a result may change there
              () -> onRanges.run(set, asked, arrays, offsets));
    }
    String what =
        "%s, length %d, offsets %s, arrays %s, missing %s"
            .formatted(
                name,
                asked,
                Arrays.toString(offsets),
                Arrays.toString(array),
                Arrays.toString(missing));
    compare(what, allowed, outcomes);
  }

  private boolean operandOf(float[] a, int at, float[][] arrays, int[] offsets, int length) {
    for (int i = 0; i < arrays.length; i++) {
      if (operands.get(i).result()
          && arrays[i] == a
          && at >= offsets[i]
          && at < offsets[i] + length) {
        return true;
      }
    }
    return false;
  }

  private void runOnTensors(SplittableRandom random, KernelSet[] sets) {
    int count = operands.size();
    int[][] shapes = new int[count][];
    Arrays.setAll(shapes, i -> operands.get(i).shape().clone());
    int victim = random.nextInt(count);
    int other = random.nextInt(count);
    boolean missing = false;
    int shared = -1;
    boolean allowed = true;
    switch (random.nextInt(5)) {
      case 0 -> {
        missing = true;
        allowed = operands.get(victim).optional();
      }
      case 1 -> {
        shapes[victim] = wrong(random, shapes[victim]);
        allowed = isLarger(victim, shapes[victim]);
      }
      case 2 -> {
        shared = random.nextInt(2);
        boolean result = operands.get(victim).result() || operands.get(other).result();
        boolean same = shared == 0 && Arrays.equals(shapes[victim], shapes[other]);
        allowed =
            victim == other
                || !result
                || sharing.contains(operands.get(victim).name() + " " + operands.get(other).name())
                || same
                    && (contains(operands.get(victim).with(), other)
                        || contains(operands.get(other).with(), victim));
      }
      default -> {}
    }
    Outcome[] outcomes = new Outcome[sets.length];
    for (int s = 0; s < sets.length; s++) {
      Tensor[] tensors = new Tensor[count];
      float[][] arrays = new float[count][];
      for (int i = 0; i < count; i++) {
        Shape shape = Shape.of(shapes[i]);
        arrays[i] = floats(shape.elements() + 40, i);
        tensors[i] = Tensor.wrap(arrays[i], 3 + i, shape);
      }
      if (missing) {
        tensors[victim] = null;
      }
      if (shared >= 0 && victim != other) {
        // the same window, or one that begins an element later
        Shape shape = Shape.of(shapes[victim]);
        arrays[victim] = floats(Math.max(arrays[other].length, shape.elements() + 40), other);
        tensors[other] =
            Tensor.wrap(arrays[victim], tensors[other].offset(), tensors[other].shape());
        arrays[other] = arrays[victim];
        tensors[victim] = Tensor.wrap(arrays[victim], tensors[other].offset() + shared, shape);
      }
      KernelSet set = sets[s];
      outcomes[s] =
          outcome(
              arrays,
              (a, at) -> {
                for (int i = 0; i < count; i++) {
                  Tensor t = tensors[i];
                  if (t != null
                      && operands.get(i).result()
                      && t.data() == a
                      && at >= t.offset()
                      && at < t.offset() + t.elements()) {
                    return true;
                  }
                }
                return false;
              },
              () -> onTensors.run(set, tensors));
    }
    String what =
        "%s, %s %s"
            .formatted(
                name,
                operands.get(victim).name(),
                missing
                    ? "missing"
                    : shared >= 0
                        ? "on the memory of " + operands.get(other).name() + " + " + shared
                        : Arrays.toString(shapes[victim]));
    compare(what, allowed, outcomes);
  }

  /// Whether a shape differs from an operand's only where that may be larger.
  private boolean isLarger(int operand, int[] shape) {
    int[] needed = operands.get(operand).shape();
    if (shape.length != needed.length) {
      return false;
    }
    for (int axis = 0; axis < shape.length; axis++) {
      boolean mayBe = larger.contains(operand + ":" + axis) && shape[axis] > needed[axis];
      if (shape[axis] != needed[axis] && !mayBe) {
        return false;
      }
    }
    return true;
  }

  /// Another shape: an extent more or less, an axis more or less.
  private static int[] wrong(SplittableRandom random, int[] shape) {
    int[] wrong = shape.clone();
    int axis = random.nextInt(Math.max(1, shape.length));
    return switch (random.nextInt(4)) {
      case 0 -> {
        wrong[axis]++;
        yield wrong;
      }
      case 1 -> {
        wrong[axis]--;
        yield wrong;
      }
      case 2 -> Arrays.copyOf(shape, shape.length - 1);
      default -> {
        wrong = Arrays.copyOf(shape, shape.length + 1);
        wrong[shape.length] = 2;
        yield wrong;
      }
    };
  }

  private static boolean contains(int[] values, int value) {
    return Arrays.stream(values).anyMatch(v -> v == value);
  }

  private static float[] floats(int length, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(0.1, 2);
    }
    return values;
  }

  /// @param refusal the exception, or null
  private record Outcome(RuntimeException refusal, float[][] after) {}

  @FunctionalInterface
  private interface MayChange {
    boolean at(float[] array, int index);
  }

  private Outcome outcome(float[][] arrays, MayChange mayChange, Runnable call) {
    float[][] before = new float[arrays.length][];
    Arrays.setAll(before, i -> arrays[i] == null ? null : arrays[i].clone());
    RuntimeException refusal = null;
    try {
      call.run();
    } catch (RuntimeException thrown) {
      refusal = thrown;
    }
    for (int i = 0; i < arrays.length; i++) {
      for (int at = 0; arrays[i] != null && at < arrays[i].length; at++) {
        boolean same =
            Float.floatToRawIntBits(arrays[i][at]) == Float.floatToRawIntBits(before[i][at]);
        if (!same && (refusal != null || !mayChange.at(arrays[i], at))) {
          throw new AssertionError(
              "%s wrote index %d of %s".formatted(name, at, operands.get(i).name()), refusal);
        }
      }
    }
    return new Outcome(refusal, arrays);
  }

  private static void compare(String what, boolean allowed, Outcome[] outcomes) {
    for (Outcome outcome : outcomes) {
      RuntimeException refusal = outcome.refusal();
      if (allowed && refusal != null) {
        throw new AssertionError(what + " was refused", refusal);
      }
      if (!allowed && !(refusal instanceof IllegalArgumentException)) {
        throw new AssertionError(what + " was not refused as it should be: " + refusal, refusal);
      }
      if (!allowed && !refusal.getMessage().equals(outcomes[0].refusal().getMessage())) {
        throw new AssertionError(what + ": two messages", refusal);
      }
      for (int i = 0; allowed && i < outcome.after().length; i++) {
        if (!Arrays.equals(outcome.after()[i], outcomes[0].after()[i])) {
          throw new AssertionError(what + ": two results");
        }
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
