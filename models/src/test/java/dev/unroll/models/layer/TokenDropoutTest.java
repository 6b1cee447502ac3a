package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class TokenDropoutTest {
  private final Sequence.Tokens x = new Sequence.Tokens(new int[1000], 10, 100);

  @Test
  void aPartOfTheTokensIsUnknownInTraining() {
    Sequence.Tokens dropped =
        TokenDropout.apply(new Pass(new Tape(), new RandomStream(1)), x, 0.2f, 7);
    assertEquals(200, Arrays.stream(dropped.ids()).filter(id -> id == 7).count(), 40);
    assertEquals(0, Arrays.stream(x.ids()).filter(id -> id == 7).count());
  }

  @Test
  void noneElsewhere() {
    assertSame(x, TokenDropout.apply(Pass.reading(new Tape()), x, 0.2f, 7));
  }
}
