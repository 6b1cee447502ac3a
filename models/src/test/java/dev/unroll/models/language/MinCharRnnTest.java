package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Golden;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The preset is the lecture's own program: run on the same text from the same weights, it gives the same
/// losses and the same weights.
final class MinCharRnnTest {
  /// Relative, for a hundred steps whose losses are computed in float here and in double there.
  private static final double LOSS_TOLERANCE = 1e-4;

  private static final double WEIGHT_TOLERANCE = 1e-3;

  @Test
  void replaysTheLecturesProgram() throws IOException {
    Golden golden = Golden.load("min_char_rnn_hello");
    int hidden = golden.integer("hidden");
    int sequence = golden.integer("sequence_length");
    Corpus corpus = Corpus.ofCharacters(TextSource.of(golden.option("text")));
    assertEquals(golden.option("vocabulary"), String.join("", corpus.vocabulary().tokens()));
    Map<String, Tensor> weights = new HashMap<>();
    weights.put("recurrent.weight_ih_l0", golden.tensor("in.Wxh"));
    weights.put("recurrent.weight_hh_l0", golden.tensor("in.Whh"));
    weights.put("recurrent.bias_ih_l0", Tensor.zeros(hidden));
    weights.put("decoder.weight", golden.tensor("in.Why"));
    weights.put("decoder.bias", Tensor.zeros(corpus.vocabulary().size()));
    Scope scope = Scope.stored(weights);
    LanguageModel model = new LanguageModel(MinCharRnn.model(hidden), corpus.vocabulary(), scope);
    scope.done();

    List<Double> losses = new ArrayList<>();
    Trainer.start(
            new LanguageTask(model, corpus, MinCharRnn.text(sequence)),
            MinCharRnn.training(),
            TrainingLimits.steps(golden.integer("iterations")))
        .run(progress -> losses.add((double) progress.loss() * sequence));

    double[] wanted = golden.doubles("out.losses");
    assertEquals(wanted.length, losses.size());
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs(losses.get(i) / wanted[i] - 1);
      assertTrue(error <= LOSS_TOLERANCE, "iteration " + i + ": relative error " + error);
    }
    assertWeights(golden.doubles("out.Wxh"), weights.get("recurrent.weight_ih_l0"));
    assertWeights(golden.doubles("out.Whh"), weights.get("recurrent.weight_hh_l0"));
    assertWeights(golden.doubles("out.bh"), weights.get("recurrent.bias_ih_l0"));
    assertWeights(golden.doubles("out.Why"), weights.get("decoder.weight"));
    assertWeights(golden.doubles("out.by"), weights.get("decoder.bias"));
  }

  private static void assertWeights(double[] wanted, Tensor got) {
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs(wanted[i] - got.data()[got.offset() + i]);
      assertTrue(error <= WEIGHT_TOLERANCE, "element " + i + ": error " + error);
    }
  }

  @Test
  void learnsToAnswerEllo() throws IOException {
    Corpus corpus = Corpus.ofCharacters(TextSource.of("hello".repeat(40)));
    LanguageModel model =
        new LanguageModel(
            MinCharRnn.model(100), corpus.vocabulary(), Scope.fresh(1, MinCharRnn.initializer()));
    Trainer.start(
            new LanguageTask(model, corpus, MinCharRnn.text(25)),
            MinCharRnn.training(),
            TrainingLimits.steps(300))
        .run(TrainingListener.NONE);
    assertEquals("ello", model.generate("h", Sampling.of(4).withTemperature(0)));
  }
}
