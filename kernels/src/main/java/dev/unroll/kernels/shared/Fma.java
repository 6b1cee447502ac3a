package dev.unroll.kernels.shared;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The fused multiply-add of the scalar kernels. Where the processor has none, `Math.fma` computes it with decimal numbers
/// of any length, in microseconds; here it takes some ten operations.
public final class Fma {
  /// Whether the virtual machine compiles `Math.fma` to an instruction; taken for granted where it does not say.
  public static final boolean IN_HARDWARE = inHardware();

  private Fma() {}

  private static boolean inHardware() {
    if (System.getProperty("os.arch", "").equals("aarch64") || linuxSaysSo()) {
      return true;
    }
    try {
      // by name: the library needs no module but java.base
      Class<?> type = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
      Object bean =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getPlatformMXBean", Class.class)
              .invoke(null, type);
      Object option = type.getMethod("getVMOption", String.class).invoke(bean, "UseFMA");
      return !"false".equals(option.getClass().getMethod("getValue").invoke(option));
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      return true;
    }
  }

  /// Whether Linux lists it among the processor's flags, and no option speaks of it: the answer of a millisecond, where
  /// loading the classes that ask the virtual machine takes a hundred.
  private static boolean linuxSaysSo() {
    try {
      return contains("/proc/cpuinfo", " fma ")
          && !contains("/proc/self/cmdline", "UseFMA")
          && !contains(System.getenv("JDK_JAVA_OPTIONS"))
          && !contains(System.getenv("JAVA_TOOL_OPTIONS"));
    } catch (IOException elsewhere) {
      return false;
    }
  }

  private static boolean contains(String options) {
    return options != null && options.contains("UseFMA");
  }

  private static boolean contains(String file, String part) throws IOException {
    try (InputStream in = new FileInputStream(file)) {
      return new String(in.readNBytes(1 << 14), StandardCharsets.ISO_8859_1).contains(part);
    }
  }

  /// `a·b + c`, rounded once: the bits of `Math.fma`.
  public static float fma(float a, float b, float c) {
    return IN_HARDWARE ? Math.fma(a, b, c) : inSoftware(a, b, c);
  }

  /// The same in double arithmetic. The product is exact. Of the sum the rounding error is computed (Knuth's two-sum), and
  /// where there is one the sum is rounded to odd: to that of its two neighbours whose last bit is 1. Rounded once more, to
  /// less than half of the digits, that gives what the exact sum gives.
  ///
  /// Source: Boldo and Melquiond, *Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd*,
  /// 2008.
  static float inSoftware(float a, float b, float c) {
    double product = (double) a * b;
    double sum = product + c;
    double added = sum - product;
    double error = (product - (sum - added)) + (c - added);
    long bits = Double.doubleToRawLongBits(sum);
    if (error != 0 && (bits & 1) == 0 && Double.isFinite(sum)) {
      bits += error > 0 == sum > 0 ? 1 : -1;
    }
    return (float) Double.longBitsToDouble(bits);
  }
}
