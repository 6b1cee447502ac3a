package dev.unroll.autograd.op.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// CTC and conditional random fields where enumeration does not reach: impossible labels, forbidden tags, long
/// sequences, padding, and the most likely tags.
final class StructuredLossTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private final Tape tape = new Tape();

  private static void refused(Executable code, String... parts) {
    String message = assertThrows(IllegalArgumentException.class, code).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message + " names " + part);
    }
  }

  // ---- connectionist temporal classification

  @Test
  void labelsThatNoPathSpells() {
    Tensor numbers = new Draw(3).tensor(3, 3, 4);
    int[] targets = {1, 2, 2, 1, 3, 2, 2, 1, 3};
    int[] targetLengths = {2, 3, 3};
    // row 0 needs three steps and has them, row 1 needs three and has two, row 2 needs four
    int[] lengths = {3, 2, 3};
    for (boolean zeroInfinity : new boolean[] {false, true}) {
      try (var _ = tape.step()) {
        Variable x = tape.leaf(numbers);
        LossOutput loss = Ops.ctc(x, lengths, targets, targetLengths, zeroInfinity);
        assertEquals(3, loss.weight());
        float sum = loss.sum().value().item();
        assertEquals(!zeroInfinity, sum == INFINITY);
        assertEquals(!zeroInfinity, loss.mean().value().item() == INFINITY);
        tape.backward(loss.sum());
        float[] dx = x.gradient().toArray();
        for (int i = 0; i < dx.length; i++) {
          assertTrue(Float.isFinite(dx[i]));
          assertEquals(i / 4 % 3 == 0, dx[i] != 0, "gradient " + i);
        }
      }
    }
  }

  @Test
  void rowsWithoutStepsOrLabels() {
    Variable x = tape.leaf(new Draw(3).tensor(2, 3, 3));
    int[] targets = {1, 1, 1};
    int[] targetLengths = {0, 1, 0};
    LossOutput loss = Ops.ctc(x, new int[] {0, 0, 2}, targets, targetLengths, true);
    // the third row's blanks
    double wanted = 0;
    for (int t = 0; t < 2; t++) {
      float[] row = Arrays.copyOfRange(x.value().toArray(), (t * 3 + 2) * 3, (t * 3 + 3) * 3);
      double total = 0;
      for (float each : row) {
        total += Math.exp(each);
      }
      wanted += Math.log(total) - row[0];
    }
    assertEquals(wanted, loss.sum().value().item(), 1e-6);
    tape.backward(loss.sum());
    for (int i = 0; i < 18; i++) {
      assertEquals(i / 3 % 3 == 2, x.gradient().data()[i] != 0);
    }
    tape.reset();
    assertTrue(Ops.ctc(tape.leaf(Tensor.zeros(2, 0, 3)), null, new int[0], null, true).isEmpty());
  }

  /// A uniform distribution makes all paths alike: of 4ᵀ paths, T(T + 1)/2 spell one label, one for each choice
  /// of where it begins and ends.
  @Test
  void aThousandSteps() {
    int steps = 1000;
    Variable x = tape.leaf(Tensor.zeros(steps, 1, 4));
    LossOutput loss = Ops.ctc(x, null, new int[] {2}, null, false);
    double wanted = steps * Math.log(4) - Math.log(steps * (steps + 1) / 2.0);
    assertEquals(wanted, loss.sum().value().item(), 1e-6 * wanted);
    tape.backward(loss.sum());
    for (int t = 0; t < steps; t += 111) {
      double within = (t + 1.0) * (steps - t) / (steps * (steps + 1) / 2.0);
      float[] dx = x.gradient().at(t).toArray();
      assertArrayEquals(
          new float[] {(float) (within - 0.75), 0.25f, (float) (0.25 - within), 0.25f}, dx, 2e-6f);
    }
  }

  @Test
  void whatLiesPastTheLengthsIsNotLookedAt() {
    Tensor good = new Draw(3).tensor(3, 2, 3);
    Tensor bad = good.copy();
    for (int i = 0; i < 18; i++) {
      boolean padding = i / 6 >= (i / 3 % 2 == 0 ? 3 : 1);
      bad.data()[i] = padding ? Float.NaN : bad.data()[i];
    }
    int[] lengths = {3, 1};
    int[] tags = {0, 1, 2, 0, 1, 1};
    Tensor square = new Draw(4).tensor(3, 3);
    Tensor row = new Draw(5).tensor(3);
    float[][] results = new float[4][];
    for (int k = 0; k < 2; k++) {
      Variable x = tape.leaf(k == 0 ? good : bad);
      LossOutput ctc = Ops.ctc(x, lengths, new int[] {1, 2, 2, 99}, new int[] {2, 1}, false);
      tape.backward(ctc.sum());
      results[k] = x.gradient().toArray();
      tape.reset();
      x = tape.leaf(k == 0 ? good : bad);
      int[] padded = tags.clone();
      padded[3] = k == 0 ? 0 : 99;
      Variable w = tape.leaf(square);
      LossOutput crf = Ops.crf(x, padded, lengths, w, tape.leaf(row), tape.leaf(row));
      tape.backward(Ops.add(crf.sum(), Ops.scale(Ops.sum(w), 0)));
      results[2 + k] = x.gradient().toArray();
      tape.reset();
    }
    assertArrayEquals(results[0], results[1]);
    assertArrayEquals(results[2], results[3]);
  }

  @Test
  void ctcOperandsThatDoNotFit() {
    Variable x = tape.leaf(Tensor.zeros(3, 2, 4));
    int[] targets = {1, 2};
    refused(() -> Ops.ctc(tape.leaf(Tensor.zeros(3, 2)), null, targets, null, false), "[3, 2]");
    refused(() -> Ops.ctc(x, new int[] {4, 1}, targets, null, false), "lengths[0]", "4");
    refused(() -> Ops.ctc(x, null, new int[] {1, 2, 3}, null, false), "2 rows", "3");
    refused(() -> Ops.ctc(x, null, targets, new int[] {1}, false), "targetLengths", "2 rows");
    refused(() -> Ops.ctc(x, null, targets, new int[] {1, 2}, false), "targetLengths[1]", "2");
    refused(() -> Ops.ctc(x, null, new int[] {1, 4}, null, false), "targets[1]", "4");
    refused(() -> Ops.ctc(x, null, new int[] {0, 1}, null, false), "targets[0]", "blank");
  }

  // ---- conditional random fields

  @Test
  void theMostLikelyTags() {
    for (int index = 2; index < 40; index++) {
      Draw draw = new Draw(index);
      int steps = 1 + draw.random().nextInt(4);
      int count = 1 + draw.random().nextInt(3);
      Tensor[] v = {
        draw.tensor(steps, 2, count),
        draw.tensor(count, count),
        draw.tensor(count),
        draw.tensor(count)
      };
      int[] lengths = draw.lengthsOrNull(2, steps);
      int[] tags = Ops.viterbi(v[0], lengths, v[1], v[2], v[3]);
      double[][] scores =
          Arrays.stream(v).map(StructuredLossTest::doubles).toArray(double[][]::new);
      for (int n = 0; n < 2; n++) {
        int length = lengths == null ? steps : lengths[n];
        int[] got = new int[length];
        for (int t = 0; t < steps; t++) {
          if (t < length) {
            got[t] = tags[t * 2 + n];
          } else {
            assertEquals(0, tags[t * 2 + n]);
          }
        }
        if (length > 0) {
          double score = Enumeration.score(scores, n, 2, count, got);
          for (int[] each : Enumeration.all(length, count)) {
            assertTrue(Enumeration.score(scores, n, 2, count, each) <= score + 1e-6);
          }
        }
      }
    }
  }

  private static double[] doubles(Tensor tensor) {
    double[] values = new double[tensor.elements()];
    Arrays.setAll(values, i -> tensor.data()[i]);
    return values;
  }

  /// Of equal scores the smallest tags; what is forbidden is never taken.
  @Test
  void tiesAndForbiddenTags() {
    Tensor zeros = Tensor.zeros(2);
    assertArrayEquals(
        new int[3], Ops.viterbi(Tensor.zeros(3, 1, 2), null, Tensor.zeros(2, 2), zeros, zeros));
    float no = -INFINITY;
    Tensor alternate = Tensor.of(Shape.of(2, 2), no, 0, 0, no);
    Tensor x = Tensor.of(Shape.of(3, 1, 2), 0, 1, 0, 5, 0, 1);
    assertArrayEquals(new int[] {0, 1, 0}, Ops.viterbi(x, null, alternate, zeros, zeros));
    Variable v = tape.leaf(x);
    Variable t = tape.leaf(alternate);
    Variable s = tape.leaf(zeros);
    LossOutput loss = Ops.crf(v, new int[] {0, 1, 0}, null, t, s, s);
    assertEquals(Math.log1p(Math.exp(-3)), loss.sum().value().item(), 1e-6);
    tape.backward(loss.sum());
    float other = (float) (1 / (1 + Math.exp(3)));
    assertArrayEquals(
        new float[] {-other, other, other, -other, -other, other}, v.gradient().toArray(), 1e-6f);
    assertArrayEquals(new float[] {0, 0, 0, 0}, t.gradient().toArray(), 1e-6f);
    tape.reset();
    v = tape.leaf(x);
    t = tape.leaf(alternate);
    s = tape.leaf(zeros);
    LossOutput forbidden = Ops.crf(v, new int[] {0, 0, 1}, null, t, s, s);
    assertEquals(INFINITY, forbidden.sum().value().item());
    Variable nowhere = tape.leaf(Tensor.of(Shape.of(2, 2), no, no, no, no));
    Variable y = tape.leaf(Tensor.zeros(2, 1, 2));
    Variable z = tape.leaf(zeros);
    LossOutput nothing = Ops.crf(y, new int[2], null, nowhere, z, z);
    assertEquals(INFINITY, nothing.sum().value().item());
    tape.backward(nothing.sum());
    assertArrayEquals(new float[4], y.gradient().toArray());
  }

  /// Scores far apart, where probabilities themselves would underflow in double: the likeliest tags of each
  /// step can be reached from one another only at a price.
  @Test
  void scoresFarApart() {
    float far = 3000;
    Tensor price = Tensor.of(Shape.of(2, 2), 0, -far, -far, 0);
    Tensor x = Tensor.of(Shape.of(3, 1, 2), far, 0, 0, 2 * far, 0, 0);
    Tensor zeros = Tensor.zeros(2);
    double[][] v = {doubles(x), doubles(price), doubles(zeros), doubles(zeros)};
    double[] scores =
        Enumeration.all(3, 2).stream()
            .mapToDouble(each -> Enumeration.score(v, 0, 1, 2, each))
            .toArray();
    double most = Arrays.stream(scores).max().orElseThrow();
    double logSum = most + Math.log(Arrays.stream(scores).map(s -> Math.exp(s - most)).sum());
    int[] tags = {1, 1, 1};
    Variable e = tape.leaf(x);
    Variable t = tape.leaf(price);
    Variable s = tape.leaf(zeros);
    LossOutput loss = Ops.crf(e, tags, null, t, s, s);
    assertEquals(logSum - Enumeration.score(v, 0, 1, 2, tags), loss.sum().value().item(), 1e-3);
    tape.backward(loss.sum());
    double[] wanted = new double[4];
    double[] first = new double[2];
    int at = 0;
    for (int[] each : Enumeration.all(3, 2)) {
      double p = Math.exp(scores[at++] - logSum);
      wanted[each[0] * 2 + each[1]] += p;
      wanted[each[1] * 2 + each[2]] += p;
      first[each[0]] += p;
    }
    wanted[3] -= 2;
    first[1] -= 1;
    for (int i = 0; i < 4; i++) {
      assertEquals(wanted[i], t.gradient().data()[i], 1e-6);
    }
    assertEquals(first[0], e.gradient().data()[0], 1e-6);
    assertEquals(first[1], e.gradient().data()[1], 1e-6);
  }

  /// Uniform scores: every sequence of tags is as likely as any other.
  @Test
  void aLongSequence() {
    Variable x = tape.leaf(Tensor.zeros(2000, 1, 5));
    Variable t = tape.leaf(Tensor.zeros(5, 5));
    Variable s = tape.leaf(Tensor.zeros(5));
    LossOutput loss = Ops.crf(x, new int[2000], null, t, s, s);
    assertEquals(2000 * Math.log(5), loss.mean().value().item(), 1e-3);
    assertFalse(loss.isEmpty());
    tape.backward(loss.sum());
    assertEquals(0.2f, x.gradient().at(1000).data()[1000 * 5 + 1], 1e-6f);
    assertEquals(1999 / 25.0, t.gradient().data()[7], 1e-3);
  }

  @Test
  void crfOperandsThatDoNotFit() {
    Variable x = tape.leaf(Tensor.zeros(2, 1, 3));
    Variable t = tape.leaf(Tensor.zeros(3, 3));
    Variable s = tape.leaf(Tensor.zeros(3));
    refused(() -> Ops.crf(x, new int[1], null, t, s, s), "tags", "2·1", "1");
    refused(() -> Ops.crf(x, new int[] {0, 3}, null, t, s, s), "tags[1]", "0 to 2", "3");
    refused(() -> Ops.crf(x, new int[] {-1, 0}, null, t, s, s), "tags[0]", "-1");
    refused(() -> Ops.crf(x, new int[2], null, s, s, s), "transitions", "[3, 3]", "[3]");
    refused(() -> Ops.crf(x, new int[2], null, t, t, s), "start", "[3, 3]");
    refused(() -> Ops.crf(s, new int[2], null, t, s, s), "[T,N,K]", "[3]");
    refused(
        () -> Ops.viterbi(Tensor.zeros(2, 1, 0), null, Tensor.zeros(0, 0), s.value(), s.value()),
        "at least one tag",
        "[2, 1, 0]");
  }
}
