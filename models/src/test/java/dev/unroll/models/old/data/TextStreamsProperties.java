package dev.unroll.models.old.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class TextStreamsProperties {
  @Property
  void everyStreamIsConsecutiveAndEveryTargetIsTheNextCharacter(
      @ForAll @IntRange(min = 1, max = 7) int batch,
      @ForAll @IntRange(min = 1, max = 9) int steps,
      @ForAll @IntRange(min = 0, max = 200) int more) {
    int length = batch * steps + 2 + more;
    int[] ids = IntStream.range(0, length).toArray();
    TextStreams streams = new TextStreams(ids, batch, steps);
    int streamLength = (length - 2) / batch;
    assertEquals(streamLength / steps, streams.chunks());
    int[] inputs = new int[batch * steps];
    int[] targets = new int[batch * steps];
    for (int chunk = 0; chunk < streams.chunks(); chunk++) {
      streams.read(chunk, inputs, targets);
      for (int t = 0; t < steps; t++) {
        for (int row = 0; row < batch; row++) {
          assertEquals(row * streamLength + chunk * steps + t, inputs[t * batch + row]);
          assertEquals(inputs[t * batch + row] + 1, targets[t * batch + row]);
        }
      }
    }
  }

  @Example
  void refusesATextThatIsTooShort() {
    new TextStreams(new int[2 * 3 + 2], 2, 3);
    assertEquals(
        "the text to train on has 7 characters, but 2 streams of 3 steps need 8: use a longer text,"
            + " a smaller --batch or a shorter --sequence",
        assertThrows(
                IllegalArgumentException.class, () -> new TextStreams(new int[2 * 3 + 1], 2, 3))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> new TextStreams(new int[0], 1, 1));
  }

  @Example
  void holdsOutTheLastPart() {
    TextSplit split = TextSplit.of(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.2f);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8}, split.training());
    assertArrayEquals(new int[] {9, 10}, split.validation());
    assertEquals(0, TextSplit.of(new int[] {1, 2}, 0).validation().length);
    assertThrows(IllegalArgumentException.class, () -> TextSplit.of(new int[3], Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> TextSplit.of(new int[3], 1));
  }
}
