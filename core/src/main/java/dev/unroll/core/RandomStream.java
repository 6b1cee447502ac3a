package dev.unroll.core;

/// A seeded stream of random numbers that is the same on every machine, can be split into
/// independent streams, and whose whole state is two numbers that can be saved and restored.
///
/// SplitMix64: the state advances by an odd `gamma` and each output is a bijective mix of the state,
/// so it passes the usual test batteries and has period 2⁶⁴. Real functions go through
/// [StrictMath], whose results do not differ between platforms. Not thread-safe; split instead.
///
/// Source: Steele, Lea and Flood, *Fast splittable pseudorandom number generators*, 2014.
public final class RandomStream {
  /// 2⁶⁴ divided by the golden ratio, odd: the increment of unsplit streams.
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;
  private final long gamma;

  /// The whole state of a stream.
  ///
  /// @param state the position
  /// @param gamma the increment, always odd
  public record State(long state, long gamma) {
    public State {
      if ((gamma & 1) == 0) {
        throw new IllegalArgumentException("gamma: expected an odd number, got " + gamma);
      }
    }
  }

  /// A stream determined by its seed.
  public RandomStream(long seed) {
    this(new State(mix(seed), GOLDEN_GAMMA));
  }

  /// A stream that goes on where the one whose [#state] this is stood.
  public RandomStream(State saved) {
    state = saved.state();
    gamma = saved.gamma();
  }

  /// One of the many streams of a seed, by name: streams of different names are independent. A name that
  /// says what is drawn keeps draws apart that must not depend on one another.
  public static RandomStream named(long seed, String name) {
    long hash = mix(seed);
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash ^ name.charAt(i)) + GOLDEN_GAMMA;
    }
    return new RandomStream(new State(mix(hash ^ name.length()), GOLDEN_GAMMA));
  }

  /// What is needed to go on later exactly from here.
  public State state() {
    return new State(state, gamma);
  }

  /// A new stream, independent of what this one gives later.
  public RandomStream split() {
    long seed = nextLong();
    return new RandomStream(new State(seed, mixGamma(state += gamma)));
  }

  /// 64 uniform bits.
  public long nextLong() {
    return mix(state += gamma);
  }

  /// Uniform in `[0, bound)`, without bias (Lemire 2019).
  public int nextInt(int bound) {
    Checks.positive("bound", bound);
    long product = (nextLong() >>> 32) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long threshold = (1L << 32) % bound;
      while ((product & 0xFFFFFFFFL) < threshold) {
        product = (nextLong() >>> 32) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /// Uniform in `[0, 1)`, a multiple of 2⁻²⁴.
  public float nextFloat() {
    return (nextLong() >>> 40) * 0x1p-24f;
  }

  /// Uniform in `[0, 1)`, a multiple of 2⁻⁵³.
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /// Normal with mean 0 and variance 1 (Box and Muller 1958; the sine half is dropped, so that the
  /// state stays two numbers).
  public double nextGaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
  }

  /// Overwrites a tensor, in row-major order, with uniform numbers from `low` to `high`; rounding to
  /// float may give `high` itself.
  ///
  /// @throws IllegalArgumentException if a bound is not finite or `low` is above `high`
  public void fillUniform(Tensor tensor, float low, float high) {
    Checks.within("high", high, -Float.MAX_VALUE, Float.MAX_VALUE);
    Checks.within("low", low, -Float.MAX_VALUE, high);
    float[] data = tensor.data();
    int end = tensor.offset() + tensor.shape().elements();
    for (int i = tensor.offset(); i < end; i++) {
      data[i] = (float) (low + ((double) high - low) * nextDouble());
    }
  }

  /// Overwrites a tensor, in row-major order, with normal numbers.
  ///
  /// @throws IllegalArgumentException if the mean is not finite, or the standard deviation not finite
  ///     and at least 0
  public void fillNormal(Tensor tensor, float mean, float standardDeviation) {
    Checks.within("mean", mean, -Float.MAX_VALUE, Float.MAX_VALUE);
    Checks.within("standardDeviation", standardDeviation, 0, Float.MAX_VALUE);
    float[] data = tensor.data();
    int end = tensor.offset() + tensor.shape().elements();
    for (int i = tensor.offset(); i < end; i++) {
      data[i] = (float) (mean + standardDeviation * nextGaussian());
    }
  }

  /// Overwrites a tensor, in row-major order, with 0 where [#nextFloat] is less than `probability`, with `value`
  /// elsewhere.
  ///
  /// @throws IllegalArgumentException if the probability is not one
  public void fillKept(Tensor tensor, float probability, float value) {
    Checks.within("probability", probability, 0, 1);
    float[] data = tensor.data();
    int start = tensor.offset();
    int length = tensor.shape().elements();
    int limit = (int) Math.ceil(probability * 0x1p24); // nextFloat() is a multiple of 2⁻²⁴
    int kept = Float.floatToRawIntBits(value);
    long before = state;
    long step = gamma;
    // Nothing is carried from one element to the next, and nothing branches: what is drawn cannot
    // be foreseen.
    for (int i = 0; i < length; i++) {
      int drawn = (int) (mix(before + (i + 1) * step) >>> 40);
      data[start + i] = Float.intBitsToFloat(kept & ~((drawn - limit) >> 31));
    }
    state = before + length * step;
  }

  /// Brings an array into a uniformly random order (Fisher and Yates 1938; Durstenfeld 1964).
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  /// David Stafford's variant 13 of the 64-bit finalizer of MurmurHash3.
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// An odd increment with enough bit transitions to drive the mix well.
  private static long mixGamma(long z) {
    z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
    z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
    z = (z ^ (z >>> 33)) | 1;
    return Long.bitCount(z ^ (z >>> 1)) < 24 ? z ^ 0xAAAAAAAAAAAAAAAAL : z;
  }
}
