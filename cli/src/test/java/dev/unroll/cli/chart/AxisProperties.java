package dev.unroll.cli.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

final class AxisProperties {
  @Property
  void anAxisHoldsItsNumbersAndHasAFewTicksWithDifferentLabels(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double low,
      @ForAll @DoubleRange(min = 0, max = 1) double part,
      @ForAll @IntRange(min = -9, max = 9) int power) {
    double high = low + part * Math.pow(10, power);
    Axis axis = Axis.of(low, high, 6);
    double slack = 1e-6 * axis.step();
    assertTrue(axis.low() <= low + slack && axis.high() >= high - slack, axis.toString());
    List<Double> ticks = axis.ticks();
    assertTrue(ticks.size() >= 3 && ticks.size() <= 12, ticks::toString);
    assertEquals(axis.low(), ticks.getFirst(), axis.step() * 1e-3);
    assertEquals(axis.high(), ticks.getLast(), axis.step() * 1e-3);
    List<String> labels = ticks.stream().map(axis::label).toList();
    assertEquals(ticks.size(), new HashSet<>(labels).size(), labels::toString);
    assertEquals(10, axis.place(axis.low(), 10, 50), 1e-9);
    assertEquals(50, axis.place(axis.high(), 10, 50), 1e-9);
  }

  @Example
  void ticksAreRoundNumbers() {
    assertLabels(Axis.of(0.3, 9.7, 6), "0", "2", "4", "6", "8", "10");
    assertLabels(
        Axis.of(-0.31, 0.29, 6), "−0.4", "−0.3", "−0.2", "−0.1", "0.0", "0.1", "0.2", "0.3");
    assertLabels(
        Axis.exactly(1, 184, 8), "20", "40", "60", "80", "100", "120", "140", "160", "180");
    assertLabels(Axis.of(5, 5, 6), "2", "3", "4", "5", "6", "7", "8");
    assertLabels(Axis.of(0, 0, 4), "−1.0", "−0.5", "0.0", "0.5", "1.0");
    assertLabels(Axis.of(0, 3e8, 3), "0", "1e8", "2e8", "3e8");
    assertLabels(Axis.of(0, 3e-8, 3), "0", "1e−8", "2e−8", "3e−8");
  }

  private static void assertLabels(Axis axis, String... labels) {
    assertEquals(List.of(labels), axis.ticks().stream().map(axis::label).toList());
  }

  @Example
  void coordinatesAreShort() {
    assertEquals("1.5", Svg.number(1.5));
    assertEquals("0", Svg.number(-0.001));
    assertEquals("100", Svg.number(100));
    assertEquals("-12.35", Svg.number(-12.345678));
  }
}
