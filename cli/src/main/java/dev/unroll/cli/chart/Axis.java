package dev.unroll.cli.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// An axis from one number to another, with ticks at multiples of 1, 2 or 5 times a power of ten.
///
/// @param low where it begins
/// @param high where it ends
/// @param step from tick to tick
record Axis(double low, double high, double step) {
  /// An axis that holds the numbers from `low` to `high`, begins and ends with a tick, and has about `ticks` of
  /// them.
  static Axis of(double low, double high, int ticks) {
    Axis axis = exactly(low, high, ticks);
    double step = axis.step;
    return new Axis(
        Math.floor(axis.low / step + 1e-9) * step, Math.ceil(axis.high / step - 1e-9) * step, step);
  }

  /// An axis that begins and ends where it is told to, unless that is one place.
  static Axis exactly(double low, double high, int ticks) {
    double from = low;
    double to = high;
    if (!(to - from > 1e-9 * Math.max(Math.abs(from), Math.abs(to)))) { // one number, or nearly
      double around = from == 0 ? 1 : Math.abs(from) / 2;
      from -= around;
      to += around;
    }
    double rough = (to - from) / ticks;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double mantissa = rough / power; // 1 to 10; limits are the geometric means of neighbours
    int multiple = mantissa < 1.41 ? 1 : mantissa < 3.16 ? 2 : mantissa < 7.07 ? 5 : 10;
    double step = multiple * power;
    return new Axis(from, to, step);
  }

  /// The numbers with a tick.
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    long first = (long) Math.ceil(low / step - 1e-6);
    long last = (long) Math.floor(high / step + 1e-6);
    for (long i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /// A tick's number, with as many digits behind the point as the step has; very large and very small ones
  /// with a power of ten.
  String label(double tick) {
    double largest = Math.max(Math.abs(low), Math.abs(high));
    int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    if (largest >= 1e7 || digits > 5) {
      int exponent = (int) Math.floor(Math.log10(largest) + 1e-9);
      int more = (int) Math.max(0, exponent - Math.floor(Math.log10(step) + 1e-9));
      String power = "e" + (exponent < 0 ? "−" + -exponent : exponent);
      return Math.abs(tick) < step / 2 ? "0" : plain(tick / Math.pow(10, exponent), more) + power;
    }
    return plain(tick, digits);
  }

  private static String plain(double value, int digits) {
    String text =
        BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    boolean zero = text.chars().allMatch(c -> c == '0' || c == '.' || c == '-');
    return (zero ? text.replace("-", "") : text).replace('-', '−');
  }

  /// Where a number lies between `begin` (at [#low]) and `end` (at [#high]).
  double place(double number, double begin, double end) {
    return begin + (number - low) / (high - low) * (end - begin);
  }
}
