package dev.unroll.interop.protobuf;

import java.util.Arrays;

/// Growing arrays, for repeated numbers that come in pieces.
public final class Numbers {
  private Numbers() {}

  private static int grown(int capacity, int wanted) {
    return (int)
        Math.min(Integer.MAX_VALUE - 64, Math.max(wanted, capacity + (capacity >> 1) + 4L));
  }

  /// Growing integers.
  public static final class Longs {
    private long[] values = {};
    private int count;

    /// None yet.
    public Longs() {}

    /// Makes room for so many more.
    public void reserve(int more) {
      if (count + more > values.length) {
        values = Arrays.copyOf(values, count == 0 ? more : grown(values.length, count + more));
      }
    }

    /// Appends one.
    public void add(long value) {
      reserve(1);
      values[count++] = value;
    }

    /// How many there are.
    public int count() {
      return count;
    }

    /// All of them.
    public long[] toArray() {
      return count == values.length ? values : Arrays.copyOf(values, count);
    }
  }

  /// Growing floats.
  public static final class Floats {
    private float[] values = {};
    private int count;

    /// None yet.
    public Floats() {}

    /// Makes room for so many more.
    public void reserve(int more) {
      if (count + more > values.length) {
        values = Arrays.copyOf(values, count == 0 ? more : grown(values.length, count + more));
      }
    }

    /// Appends one.
    public void add(float value) {
      reserve(1);
      values[count++] = value;
    }

    /// How many there are.
    public int count() {
      return count;
    }

    /// All of them.
    public float[] toArray() {
      return count == values.length ? values : Arrays.copyOf(values, count);
    }
  }

  /// Growing doubles.
  public static final class Doubles {
    private double[] values = {};
    private int count;

    /// None yet.
    public Doubles() {}

    /// Makes room for so many more.
    public void reserve(int more) {
      if (count + more > values.length) {
        values = Arrays.copyOf(values, count == 0 ? more : grown(values.length, count + more));
      }
    }

    /// Appends one.
    public void add(double value) {
      reserve(1);
      values[count++] = value;
    }

    /// How many there are.
    public int count() {
      return count;
    }

    /// All of them.
    public double[] toArray() {
      return count == values.length ? values : Arrays.copyOf(values, count);
    }
  }
}
