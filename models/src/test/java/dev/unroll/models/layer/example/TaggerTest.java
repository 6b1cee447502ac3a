package dev.unroll.models.layer.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.RandomStream;
import dev.unroll.kernels.Kernels;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence.Tokens;
import dev.unroll.models.optimizer.Optimizer;
import dev.unroll.models.optimizer.OptimizerOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A bidirectional tagger of three layers. Its tags need what comes before and what comes after: a
/// token is tagged 1 if both its neighbours are 0.
final class TaggerTest {
  /// Word vectors, three recurrent layers in both directions, one logit a tag.
  private static final class Tagger {
    private final Embedding words;
    private final Recurrent encoder;
    private final Linear output;

    Tagger(Scope scope, int vocabulary, int width, int hidden, int tags) {
      words = new Embedding(scope.in("words"), vocabulary, width);
      RecurrentOptions options = RecurrentOptions.of(Cell.GRU, width, hidden);
      encoder = new Recurrent(scope.in("encoder"), options.stacked(3, 0).bidirectional());
      output = new Linear(scope.in("output"), encoder.outputs(), tags);
    }

    /// `[T,N,tags]`.
    Variable logits(Pass pass, Tokens x) {
      return output.forward(pass, encoder.forward(pass, words.forward(pass, x), null).y());
    }
  }

  @Test
  void learnsFromBothSides() {
    Scope scope = Scope.fresh(1, Initializer.orthogonal());
    Tagger tagger = new Tagger(scope, 2, 4, 6, 2);
    Optimizer optimizer =
        new Optimizer(
            new OptimizerOptions.Adam(0.03f),
            List.of(),
            scope.parameters(),
            Kernels.active().update(),
            false);
    RandomStream random = new RandomStream(2);
    RandomStream dropout = new RandomStream(3);
    Tape tape = new Tape();
    for (int step = 0; step < 100; step++) {
      Tokens x = sentences(random);
      optimizer.zeroGradients();
      tape.backward(
          Ops.crossEntropy(tagger.logits(new Pass(tape, dropout), x), tags(x), -1).mean());
      tape.reset();
      optimizer.step(1);
    }
    Tokens x = sentences(random);
    Variable logits = tagger.logits(Pass.reading(tape), x);
    int right = 0;
    int all = 0;
    for (int t = 0; t < x.steps(); t++) {
      for (int n = 0; n < x.batch(); n++) {
        if (t < x.lengths()[n]) {
          int tag = logits.value().get(t, n, 1) > logits.value().get(t, n, 0) ? 1 : 0;
          right += tag == tags(x)[t * x.batch() + n] ? 1 : 0;
          all++;
        }
      }
    }
    assertEquals(all, right, 0.05 * all);
  }

  private static Tokens sentences(RandomStream random) {
    int[] ids = new int[7 * 16];
    int[] lengths = new int[16];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.nextInt(2);
    }
    for (int n = 0; n < lengths.length; n++) {
      lengths[n] = 3 + random.nextInt(5);
    }
    return new Tokens(ids, 7, 16, lengths);
  }

  private static int[] tags(Tokens x) {
    int batch = x.batch();
    int[] tags = new int[x.ids().length];
    for (int i = 0; i < tags.length; i++) {
      int t = i / batch;
      boolean inside = t > 0 && t + 1 < x.lengths()[i % batch];
      tags[i] = inside && x.ids()[i - batch] + x.ids()[i + batch] == 0 ? 1 : 0;
    }
    return Ops.withoutPadding(tags, x.steps(), batch, x.lengths(), -1);
  }
}
