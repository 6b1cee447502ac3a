package dev.unroll.interop;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.keras.KerasFile;
import dev.unroll.interop.keras.TextGenFile;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.language.TextGenOptions;
import dev.unroll.models.language.TextGenRnn;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Weights of textgenrnn. Inputs are contexts `[N,T]`; or sequences `[T]` called `ids…`, for which the outputs
/// `logprob…` and `last_logprobs…` are what the model says of each next id, and of all ids behind the last but one.
///
/// @param vocabulary the file that says what the ids are; null without one
record TextGenImport(KerasFile file, TextGenRnn model, Path vocabulary) implements ImportedModel {
  private static final String IDS = "ids";

  /// Weights, with the vocabulary that lies beside them as textgenrnn names it: `X_vocab.json` beside
  /// `X_weights.hdf5`, else `vocab.json`.
  static TextGenImport read(Path path, KerasFile file) throws IOException {
    String stem = path.getFileName().toString().replaceFirst("_?(weights)?\\.(h5|hdf5)$", "");
    for (String name : List.of(stem + "_vocab.json", "vocab.json")) {
      Path beside = path.resolveSibling(name);
      if (Files.isRegularFile(beside)) {
        byte[] bytes = Files.readAllBytes(beside);
        return new TextGenImport(file, TextGenFile.of(file, beside.toString(), bytes), beside);
      }
    }
    return new TextGenImport(file, TextGenFile.withoutVocabulary(file), null);
  }

  @Override
  public List<String> description() {
    TextGenOptions options = model.options();
    List<String> lines = new ArrayList<>();
    lines.add("format     Keras %s, weights of textgenrnn".formatted(file.version()));
    lines.add(
        "vocabulary "
            + (vocabulary == null
                ? "none beside the weights: X_vocab.json or vocab.json"
                : vocabulary));
    lines.add(
        "layer      embedding: %d ids -> %d"
            .formatted(model.vocabulary().size(), options.embedding()));
    for (int k = 1; k <= options.layers(); k++) {
      lines.add("layer      rnn_%d: LSTM, %d units, fused kernel".formatted(k, options.hidden()));
    }
    lines.add("layer      attention over embedding and LSTMs, output: softmax");
    lines.add("inputs     contexts of %d ids".formatted(options.maxLength()));
    lines.add("outputs    output");
    return lines;
  }

  @Override
  public String obstacle() {
    return null;
  }

  @Override
  public List<String> inputs() {
    return List.of("input");
  }

  @Override
  public Map<String, NdArray> run(Map<String, NdArray> inputs) {
    Map<String, NdArray> outputs = new LinkedHashMap<>();
    for (Map.Entry<String, NdArray> input : inputs.entrySet()) {
      NdArray ids = input.getValue();
      if (input.getKey().startsWith(IDS) && ids.shape().rank() == 1) {
        score(input.getKey().substring(IDS.length()), ids.ints(), outputs);
      } else if (ids.shape().rank() == 2) {
        outputs.put("output", NdArray.of(probabilities(ids, false)));
      } else {
        throw new IllegalArgumentException(
            "the model expects contexts [N,T] of ids, got " + ids.shape());
      }
    }
    return outputs;
  }

  /// The probabilities `[N,V]`, or their logarithms, after contexts `[N,T]`.
  private Tensor probabilities(NdArray contexts, boolean logarithms) {
    int rows = contexts.shape().dimension(0);
    int steps = contexts.shape().dimension(1);
    int[] given = contexts.ints();
    int[] timeMajor = new int[given.length];
    for (int row = 0; row < rows; row++) {
      for (int t = 0; t < steps; t++) {
        timeMajor[t * rows + row] = given[row * steps + t];
      }
    }
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Variable logits =
          model.logits(Pass.reading(tape), new Sequence.Tokens(timeMajor, steps, rows));
      return (logarithms ? Ops.logSoftmax(logits, 1) : Ops.softmax(logits, 1)).value().copy();
    } finally {
      tape.reset();
    }
  }

  private void score(String suffix, int[] ids, Map<String, NdArray> outputs) {
    double[] next = model.logProbabilities(ids, Workers.CALLER);
    outputs.put("logprob" + suffix, NdArray.of(Shape.of(next.length), next));
    if (ids.length > 1) {
      int steps = model.options().maxLength();
      int[] last = new int[steps];
      int known = Math.min(steps, ids.length - 1);
      System.arraycopy(ids, ids.length - 1 - known, last, steps - known, known);
      Tensor logs = probabilities(NdArray.of(Shape.of(1, steps), last), true);
      outputs.put("last_logprobs" + suffix, NdArray.of(logs.reshape(logs.elements())));
    }
  }

  @Override
  public Map<String, NdArray> tensors() {
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    for (Parameter parameter : model.parameters()) {
      tensors.put(parameter.name(), NdArray.of(parameter.value()));
    }
    return tensors;
  }

  @Override
  public Model ownModel() {
    return vocabulary == null ? null : model;
  }
}
