package dev.unroll.models.lesson;

import static dev.unroll.autograd.op.Ops.logSoftmax;
import static dev.unroll.autograd.op.Ops.mean;
import static dev.unroll.autograd.op.Ops.negate;
import static dev.unroll.autograd.op.Ops.pick;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Kernels;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.optimizer.Optimizer;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.TokenVocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A network that learns to say hello: of the characters h, e, l and o it reads "hell" and is to expect "ello". That
/// after the first l another follows and after the second an o, only its state can tell.
///
/// Source: Karpathy, *The unreasonable effectiveness of recurrent neural networks*, 2015.
public final class Hello {
  /// What it knows.
  public static final List<String> CHARACTERS = List.of("h", "e", "l", "o");

  /// What it reads.
  public static final String READ = "hell";

  /// What it is to expect.
  public static final String EXPECTED = "ello";

  private static final int HIDDEN = 3;

  private Hello() {}

  /// What it expects after some updates.
  ///
  /// @param updates steps of training
  /// @param loss the mean of −log p of what is to come
  /// @param probabilities of the characters after each that was read, `[4][4]`
  public record Expectation(int updates, double loss, double[][] probabilities) {
    /// The likeliest character at each place.
    public String guess() {
      StringBuilder guess = new StringBuilder();
      for (double[] p : probabilities) {
        int best = 0;
        for (int k = 1; k < p.length; k++) {
          best = p[k] > p[best] ? k : best;
        }
        guess.append(CHARACTERS.get(best));
      }
      return guess.toString();
    }
  }

  /// Learns, and looks after certain numbers of updates, the last of which ends it.
  public static List<Expectation> learn(long seed, int... looks) {
    LanguageModel model =
        LanguageModel.build(
            LanguageModelOptions.characters(Cell.RNN, HIDDEN),
            TokenVocabulary.of(Set.of(), CHARACTERS),
            seed);
    Optimizer optimizer =
        new Optimizer(
            new OptimizerOptions.Adam(0.05f),
            List.of(),
            model.parameters(),
            Kernels.active().update());
    int[] read = ids(READ);
    int[] expected = ids(EXPECTED);
    Tape tape = new Tape();
    List<Expectation> expectations = new ArrayList<>();
    int last = looks[looks.length - 1];
    for (int k = 0; k <= last; k++) {
      Variable logs =
          logSoftmax(
              model
                  .forward(Pass.reading(tape), new Sequence.Tokens(read, read.length, 1), null)
                  .logits(),
              -1);
      Variable loss = negate(mean(pick(logs, expected)));
      for (int look : looks) {
        if (look == k) {
          expectations.add(new Expectation(k, loss.value().item(), probabilities(logs.value())));
        }
      }
      optimizer.zeroGradients();
      tape.backward(loss);
      tape.reset();
      optimizer.step(1);
    }
    return expectations;
  }

  private static int[] ids(String text) {
    return text.chars().map(c -> CHARACTERS.indexOf(Character.toString(c))).toArray();
  }

  private static double[][] probabilities(Tensor logs) {
    double[][] probabilities = new double[READ.length()][CHARACTERS.size()];
    for (int t = 0; t < probabilities.length; t++) {
      for (int k = 0; k < probabilities[t].length; k++) {
        probabilities[t][k] = Math.exp(logs.get(t, 0, k));
      }
    }
    return probabilities;
  }
}
