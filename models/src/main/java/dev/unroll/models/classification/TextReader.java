package dev.unroll.models.classification;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.Special;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One reader of a [TextClassifier], on a tape of its own.
final class TextReader {
  private final TextClassifier model;
  private final Tape tape = new Tape();

  TextReader(TextClassifier model) {
    this.model = model;
  }

  Classification classify(String text) {
    try (NoGradient _ = tape.noGradient()) {
      return ClassMeasures.answer(
          model.labels(), model.forward(Pass.reading(tape), batch(text)).logits().value());
    }
  }

  Explanation explain(String text) {
    Sequence.Tokens x = batch(text);
    try (NoGradient _ = tape.noGradient()) {
      TextClassifier.Output output = model.forward(Pass.reading(tape), x);
      if (output.attention() != null && model.scores() == null) {
        return explanation(
            ClassMeasures.answer(model.labels(), output.logits().value()),
            x,
            output.attention().value().toArray());
      }
    }
    return byGradient(x);
  }

  /// Gradient times input, on a model that shares this one's numbers but not its gradients: other readers
  /// do not notice.
  private Explanation byGradient(Sequence.Tokens x) {
    Map<String, Tensor> numbers = new LinkedHashMap<>();
    for (Parameter parameter : model.parameters()) {
      numbers.put(parameter.name(), parameter.value());
    }
    TextClassifier reader =
        new TextClassifier(
            model.options(), model.vocabulary(), model.labels(), Scope.stored(numbers));
    Pass pass = Pass.reading(tape);
    Variable vectors = tape.leaf(vectors(reader.embedding(), reader.vocabulary().size(), x));
    Variable scores =
        reader.scores() == null
            ? null
            : tape.leaf(vectors(reader.scores(), reader.vocabulary().size(), x));
    Variable logits =
        reader
            .forward(
                pass,
                new Sequence.Features(vectors, x.lengths()),
                scores == null ? null : new Sequence.Features(scores, x.lengths()))
            .logits();
    Classification answer = ClassMeasures.answer(model.labels(), logits.value());

    // the logit of the label less the mean of the others
    int classes = logits.shape().dimension(1);
    Tensor seed = Tensor.zeros(1, classes);
    seed.fill(-1f / (classes - 1));
    seed.set(1, 0, model.labels().idOf(answer.label()));
    tape.backward(logits, seed);

    float[] shares = new float[x.steps()];
    addShares(vectors, shares);
    if (scores != null) {
      addShares(scores, shares);
    }
    tape.reset();
    return explanation(answer, x, shares);
  }

  /// Adds gradient times input of each step.
  private static void addShares(Variable vectors, float[] shares) {
    int width = vectors.shape().dimension(2);
    float[] gradient = vectors.gradient().toArray();
    float[] input = vectors.value().toArray();
    for (int t = 0; t < shares.length; t++) {
      double sum = 0;
      for (int e = t * width; e < (t + 1) * width; e++) {
        sum += (double) gradient[e] * input[e];
      }
      shares[t] += (float) sum;
    }
  }

  /// The vectors that stand for the tokens, `[T,1,E]`: those of a table, or one-hot ones without.
  private static Tensor vectors(Embedding table, int tokens, Sequence.Tokens x) {
    int width = table == null ? tokens : table.features();
    Tensor vectors = Tensor.zeros(x.steps(), width);
    if (table == null) {
      for (int t = 0; t < x.steps(); t++) {
        vectors.set(1, t, x.ids()[t]);
      }
    } else {
      table.read(x.ids(), vectors);
    }
    return vectors.reshape(Shape.of(x.steps(), 1, width));
  }

  private Sequence.Tokens batch(String text) {
    return model.batch(new int[][] {model.encode(text)});
  }

  private Explanation explanation(Classification answer, Sequence.Tokens x, float[] shares) {
    int length = x.lengths() == null ? x.steps() : x.lengths()[0];
    List<Explanation.Token> tokens = new ArrayList<>();
    for (int t = 0; t < length; t++) {
      int id = x.ids()[t];
      boolean padding = id == model.vocabulary().id(Special.PAD);
      if (!padding) {
        tokens.add(new Explanation.Token(model.vocabulary().token(id), shares[t]));
      }
    }
    return new Explanation(answer, tokens);
  }
}
