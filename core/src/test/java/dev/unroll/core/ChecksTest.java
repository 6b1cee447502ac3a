package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class ChecksTest {
  private static void refused(String message, Executable check) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, check).getMessage());
  }

  @Test
  void shapes() {
    Tensor x = Tensor.zeros(2, 3);
    assertSame(x, Checks.shape("x", x, 2, 3));
    assertSame(x, Checks.shape("x", x, Shape.of(2, 3)));
    refused("x: expected shape [3, 2], got [2, 3]", () -> Checks.shape("x", x, 3, 2));
    refused("x: expected shape [2], got [2, 3]", () -> Checks.shape("x", x, 2));
    refused("x: expected shape [2, 3, 1], got [2, 3]", () -> Checks.shape("x", x, 2, 3, 1));
    refused("x: expected shape [], got [2, 3]", () -> Checks.shape("x", x, Shape.SCALAR));
    refused("x: expected shape [2], got null", () -> Checks.shape("x", null, 2));
    refused("x: expected shape [2], got null", () -> Checks.shape("x", null, Shape.of(2)));
  }

  @Test
  void wholeNumbers() {
    assertEquals(1, Checks.positive("steps", 1));
    refused("steps: expected 1 or more, got 0", () -> Checks.positive("steps", 0));
    assertEquals(0, Checks.notNegative("length", 0));
    refused("length: expected 0 or more, got -1", () -> Checks.notNegative("length", -1));
  }

  @Test
  void realNumbers() {
    assertEquals(Float.MIN_VALUE, Checks.positive("rate", Float.MIN_VALUE));
    String message = "rate: expected a finite number above 0, got ";
    refused(message + "0.0", () -> Checks.positive("rate", 0f));
    refused(message + "-1.0", () -> Checks.positive("rate", -1f));
    refused(message + "NaN", () -> Checks.positive("rate", Float.NaN));
    refused(message + "Infinity", () -> Checks.positive("rate", Float.POSITIVE_INFINITY));
    assertEquals(0, Checks.within("p", 0, 0, 1));
    assertEquals(1, Checks.within("p", 1, 0, 1));
    refused(
        "p: expected a number from 0.0 to 1.0, got NaN", () -> Checks.within("p", Float.NaN, 0, 1));
    refused("p: expected a number from 0.0 to 1.0, got 1.5", () -> Checks.within("p", 1.5f, 0, 1));
    refused(
        "p: expected a number from 0.0 to 1.0, got -0.5", () -> Checks.within("p", -0.5f, 0, 1));
  }

  @Test
  void ids() {
    int[] ids = {0, 4, 2};
    assertSame(ids, Checks.ids("ids", ids, 5));
    refused("ids[1]: expected an id from 0 to 3, got 4", () -> Checks.ids("ids", ids, 4));
    refused(
        "ids[0]: expected an id from 0 to 3, got -1",
        () -> Checks.ids("ids", new int[] {-1, 9}, 4));
    Checks.ids("ids", new int[0], 0);
  }

  @Test
  void memory() {
    Tensor x = Tensor.zeros(4);
    Checks.distinct("x", x.slice(0, 2), "y", x.slice(2, 4));
    refused(
        "x and y must not share memory, but they overlap",
        () -> Checks.distinct("x", x.slice(0, 3), "y", x.slice(2, 4)));
  }
}
