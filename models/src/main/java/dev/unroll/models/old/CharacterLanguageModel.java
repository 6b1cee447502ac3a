package dev.unroll.models.old;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.old.training.TrainingLimits;
import dev.unroll.models.old.training.TrainingListener;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.old.training.TrainingResult;
import dev.unroll.models.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A recurrent network that predicts each character of a text from those before it: recurrent layers on
/// the characters' ids, and a linear layer `decoder` from the top hidden state to one logit for each
/// character of the vocabulary.
///
/// Reading is safe from many threads at once as long as nobody trains the model: every reader has its
/// own [CharacterStream], and scoring makes its own tape.
public final class CharacterLanguageModel {
  private final ModelOptions options;
  private final Vocabulary vocabulary;
  private final RecurrentLayer recurrent;
  private final Linear decoder;

  private CharacterLanguageModel(
      ModelOptions options, Vocabulary vocabulary, Initializer initializer) {
    this.options = options;
    this.vocabulary = vocabulary;
    int characters = vocabulary.size();
    recurrent = options.cell().layer(options.recurrent(characters), initializer);
    decoder = new Linear("decoder.", options.hidden(), characters, initializer);
  }

  /// A new model, initialized as torch.nn does: uniform in ±1/√H.
  public static CharacterLanguageModel build(
      ModelOptions options, Vocabulary vocabulary, long seed) {
    return build(options, vocabulary, Initializer.uniform(new RandomStream(seed)));
  }

  /// A new model with parameters from an initializer.
  public static CharacterLanguageModel build(
      ModelOptions options, Vocabulary vocabulary, Initializer initializer) {
    return new CharacterLanguageModel(options, vocabulary, initializer);
  }

  /// Reads the model from a checkpoint, be it one of the best model or one of the latest state.
  ///
  /// @throws IOException with a message for people if the file is missing, damaged or something else
  public static CharacterLanguageModel load(Path file) throws IOException {
    return Checkpoint.load(file).model();
  }

  /// Writes the model to a file, replacing it at once and only when everything was written.
  public void save(Path file) throws IOException {
    Checkpoint.ofModel(this).write(file);
  }

  /// Trains on a text with the calling thread; see [CharacterTrainer] for checkpoints, threads, stopping and
  /// resuming.
  public TrainingResult fit(
      String text, TrainingOptions training, TrainingLimits limits, TrainingListener listener) {
    try {
      return CharacterTrainer.start(this, text, training, limits, null, Workers.CALLER)
          .run(listener);
    } catch (IOException e) {
      throw new IllegalStateException("training without a directory wrote a file", e);
    }
  }

  /// Text that continues a prompt; the prompt itself is not part of it. Without a prompt it begins as after
  /// a newline, where the vocabulary has one.
  ///
  /// @throws dev.unroll.models.text.UnknownCharacterException if the prompt has a character that the
  ///     model does not know
  public String generate(String prompt, Sampling sampling) {
    int[] context = vocabulary.encode(prompt);
    CharacterStream stream = stream();
    if (context.length == 0) {
      stream.feed(Math.max(0, vocabulary.idOf('\n')));
    }
    for (int id : context) {
      stream.feed(id);
    }
    RandomStream random = new RandomStream(sampling.seed());
    int[] ids = new int[sampling.length()];
    for (int i = 0; i < ids.length; i++) {
      if (i > 0) {
        stream.feed(ids[i - 1]);
      }
      ids[i] = stream.choose(sampling.temperature(), sampling.topK(), random);
    }
    return vocabulary.decode(ids);
  }

  /// This model one character at a time.
  public CharacterStream stream() {
    return new CharacterStream(this);
  }

  /// How well the model predicts all characters of a text but the first, with the calling thread.
  ///
  /// @throws dev.unroll.models.text.UnknownCharacterException if it has a character that the model does not
  ///     know
  public Score score(String text) {
    return score(text, Workers.CALLER);
  }

  /// [#score(String)] with more threads, which do not change the result.
  public Score score(String text, Workers workers) {
    return new Scorer(this, Kernels.active(), workers).score(vocabulary.encode(text));
  }

  /// How well the model predicts each line that is not empty, from a state of its own, as after a newline
  /// where the vocabulary has one (else without its first character).
  ///
  /// @throws dev.unroll.models.text.UnknownCharacterException if the text has a character that the model does
  ///     not know
  public List<LineScore> scoreLines(String text) {
    boolean newline = vocabulary.idOf('\n') >= 0;
    Scorer scorer = new Scorer(this, Kernels.active(), Workers.CALLER);
    List<LineScore> scores = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\r\n|\n|\r", -1)) {
      number++;
      if (!line.isEmpty()) {
        int[] ids = vocabulary.encode(newline ? "\n" + line : line, newline ? number - 1 : number);
        scores.add(new LineScore(number, line, scorer.score(ids)));
      }
    }
    return scores;
  }

  /// The architecture.
  public ModelOptions options() {
    return options;
  }

  /// The characters that this model knows.
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /// The recurrent layers.
  public RecurrentLayer recurrent() {
    return recurrent;
  }

  /// The output layer.
  public Linear decoder() {
    return decoder;
  }

  /// The parameters to train.
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>(recurrent.parameters());
    parameters.addAll(decoder.parameters());
    return parameters;
  }

  /// The number of trained numbers.
  public long parameterCount() {
    return parameters().stream().mapToLong(parameter -> parameter.value().elements()).sum();
  }

  /// All parameters by name, in the names and layouts of torch.nn: `weight_ih_l0`…, `decoder.weight`,
  /// `decoder.bias`; shared, not copied.
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(recurrent.tensors());
    for (Parameter parameter : decoder.parameters()) {
      tensors.put(parameter.name(), parameter.value());
    }
    return tensors;
  }

  /// The logits `[T,N,V]` of the characters that follow `ids [T·N]`.
  ///
  /// @param state read, then overwritten with the last
  /// @param dropout what dropout draws from; null outside training
  Variable logits(Tape tape, int[] ids, RecurrentState state, RandomStream dropout) {
    Variable y = recurrent.forward(tape, ids, state, dropout);
    if (dropout != null) {
      y = Ops.dropout(y, options.dropout(), dropout);
    }
    return decoder.forward(tape, y);
  }
}
