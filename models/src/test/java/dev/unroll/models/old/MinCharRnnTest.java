package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Golden;
import dev.unroll.models.old.training.TrainingLimits;
import dev.unroll.models.old.training.TrainingListener;
import dev.unroll.models.text.Vocabulary;
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
  void replaysTheLecturesProgram() {
    Golden golden = Golden.load("min_char_rnn_hello");
    int hidden = golden.integer("hidden");
    int sequence = golden.integer("sequence_length");
    Vocabulary vocabulary = Vocabulary.of(golden.option("vocabulary"));
    Map<String, Tensor> initial = new HashMap<>();
    initial.put("weight_ih_l0", golden.tensor("in.Wxh"));
    initial.put("weight_hh_l0", golden.tensor("in.Whh"));
    initial.put("bias_ih_l0", Tensor.zeros(hidden));
    initial.put("bias_hh_l0", Tensor.zeros(hidden));
    initial.put("decoder.weight", golden.tensor("in.Why"));
    initial.put("decoder.bias", Tensor.zeros(vocabulary.size()));
    CharacterLanguageModel model =
        CharacterLanguageModel.build(
            MinCharRnn.modelOptions(hidden), vocabulary, Initializer.stored(initial));

    List<Double> losses = new ArrayList<>();
    model.fit(
        golden.option("text"),
        MinCharRnn.trainingOptions(sequence),
        TrainingLimits.steps(golden.integer("iterations")),
        progress -> losses.add((double) progress.loss() * sequence));

    double[] wanted = golden.doubles("out.losses");
    assertEquals(wanted.length, losses.size());
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs(losses.get(i) / wanted[i] - 1);
      assertTrue(error <= LOSS_TOLERANCE, "iteration " + i + ": relative error " + error);
    }
    assertWeights(golden.doubles("out.Wxh"), model.tensors().get("weight_ih_l0"));
    assertWeights(golden.doubles("out.Whh"), model.tensors().get("weight_hh_l0"));
    assertWeights(golden.doubles("out.bh"), model.tensors().get("bias_ih_l0"));
    assertWeights(new double[hidden], model.tensors().get("bias_hh_l0"));
    assertWeights(golden.doubles("out.Why"), model.tensors().get("decoder.weight"));
    assertWeights(golden.doubles("out.by"), model.tensors().get("decoder.bias"));
  }

  private static void assertWeights(double[] wanted, Tensor got) {
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs(wanted[i] - got.data()[got.offset() + i]);
      assertTrue(error <= WEIGHT_TOLERANCE, "element " + i + ": error " + error);
    }
  }

  @Test
  void learnsToAnswerEllo() {
    String text = "hello".repeat(40);
    CharacterLanguageModel model = MinCharRnn.model(Vocabulary.of(text), 1);
    model.fit(text, MinCharRnn.trainingOptions(), TrainingLimits.steps(300), TrainingListener.NONE);
    assertEquals("ello", model.generate("h", Sampling.of(4).withTemperature(0)));
  }
}
