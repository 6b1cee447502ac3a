package dev.unroll.models.old;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.kernels.Workers;
import dev.unroll.models.old.data.TextSplit;
import dev.unroll.models.old.data.TextStreams;
import dev.unroll.models.old.optimizer.Optimizer;
import dev.unroll.models.old.training.TrainingLimits;
import dev.unroll.models.old.training.TrainingListener;
import dev.unroll.models.old.training.TrainingLoop;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.old.training.TrainingResult;
import dev.unroll.models.old.training.TrainingState;
import dev.unroll.models.old.training.TrainingTask;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Trains a [CharacterLanguageModel] on a text: stateful truncated backpropagation through time over
/// parallel streams of the text ([TextStreams]), on the cross-entropy of every next character.
///
/// With a directory it keeps two checkpoints there: [#BEST], the model with the lowest validation loss so
/// far, and [#LATEST], the model with everything needed to go on. Training that was stopped and
/// resumed writes the same bytes as training in one go; so does any number of threads.
///
/// One thread may [#run] it; [#requestStop] may be called from any.
public final class CharacterTrainer {
  /// The name of the checkpoint with the best model.
  public static final String BEST = "model.safetensors";

  /// The name of the checkpoint to resume from.
  public static final String LATEST = "last.safetensors";

  private final CharacterLanguageModel model;
  private final TrainingOptions options;
  private final TrainingLimits limits;
  private final TextFingerprint fingerprint;
  private final Path directory;
  private final Optimizer optimizer;
  private final RandomStream dropout;
  private final RecurrentState state;
  private final Task task;
  private final TrainingLoop loop;
  private TrainingListener listener = TrainingListener.NONE;

  private CharacterTrainer(
      CharacterLanguageModel model,
      String text,
      TrainingOptions options,
      TrainingLimits limits,
      Path directory,
      KernelSet kernels,
      Workers workers,
      Checkpoint resumed) {
    this.model = model;
    this.options = options;
    this.limits = limits;
    this.directory = directory;
    int[] ids = model.vocabulary().encode(text);
    TextSplit split = TextSplit.of(ids, options.validation());
    TextStreams streams = new TextStreams(split.training(), options.batch(), options.sequence());
    fingerprint = TextFingerprint.of(text);
    state = model.recurrent().newState(options.batch());
    List<Parameter> parameters = model.parameters();
    optimizer = new Optimizer(options.optimizer(), parameters, kernels.update());
    TrainingState begun;
    double best = Double.NaN;
    if (resumed == null) {
      dropout = new RandomStream(options.seed());
      begun = TrainingState.beginning(Math.log(model.vocabulary().size()));
    } else {
      fingerprint.check(resumed);
      dropout =
          new RandomStream(
              new RandomStream.State(
                  resumed.whole("state.dropout"), resumed.whole("state.dropout_gamma")));
      state.restore(resumed.tensors("state."));
      optimizer.restore(resumed.tensors("optimizer."), resumed.integer("state.optimizer_steps"));
      begun = TrainingMetadata.state(resumed);
      best = best(directory, begun);
    }
    task = new Task(streams, split.validation(), parameters, kernels, workers);
    loop = new TrainingLoop(task, limits, options.smoothing(), begun, best);
  }

  /// A trainer at the very beginning.
  ///
  /// @param directory where checkpoints go, created if need be; null for none
  /// @param workers the threads to use, to be closed by the caller
  /// @throws IOException if the directory cannot be written to
  /// @throws IllegalArgumentException if the text is too short, or has a character that the model does not
  ///     know
  public static CharacterTrainer start(
      CharacterLanguageModel model,
      String text,
      TrainingOptions options,
      TrainingLimits limits,
      Path directory,
      Workers workers)
      throws IOException {
    return start(model, text, options, limits, directory, Kernels.active(), workers);
  }

  /// [#start] on a kernel set of choice, which does not change the result.
  static CharacterTrainer start(
      CharacterLanguageModel model,
      String text,
      TrainingOptions options,
      TrainingLimits limits,
      Path directory,
      KernelSet kernels,
      Workers workers)
      throws IOException {
    CharacterTrainer trainer =
        new CharacterTrainer(model, text, options, limits, directory, kernels, workers, null);
    if (directory != null) {
      checkWritable(directory);
    }
    return trainer;
  }

  /// A trainer that goes on where the one stood that wrote `directory/`[#LATEST].
  ///
  /// @param text the same as before
  /// @param limits for this run; epochs and steps count from the very beginning. Null for the epochs of
  ///     the run before
  /// @param workers the threads to use, to be closed by the caller
  /// @throws IOException if the checkpoint cannot be read, or the directory cannot be written to
  /// @throws IllegalArgumentException if the text is not the same as before
  public static CharacterTrainer resume(
      Path directory, String text, TrainingLimits limits, Workers workers) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(directory.resolve(LATEST));
    CharacterLanguageModel model = checkpoint.model();
    TextFingerprint.of(text).check(checkpoint);
    CharacterTrainer trainer;
    try {
      TrainingOptions options = TrainingMetadata.options(checkpoint);
      TrainingLimits effective =
          limits != null ? limits : TrainingLimits.epochs(checkpoint.integer("training.epochs"));
      trainer =
          new CharacterTrainer(
              model, text, options, effective, directory, Kernels.active(), workers, checkpoint);
    } catch (IllegalArgumentException e) {
      throw checkpoint.malformed(e);
    }
    checkWritable(directory);
    return trainer;
  }

  private static void checkWritable(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".unroll-", ".tmp"));
    } catch (IOException e) {
      String reason = e instanceof FileSystemException file ? file.getReason() : null;
      throw new IOException(
          "cannot write to the directory %s: choose another one (%s)"
              .formatted(directory, reason != null ? reason : e.getClass().getSimpleName()),
          e);
    }
  }

  /// The validation loss of the best model on disk: it may have been saved after the latest epoch.
  private static double best(Path directory, TrainingState begun) {
    try {
      return Checkpoint.load(directory.resolve(BEST)).number("validation");
    } catch (IOException | IllegalArgumentException e) {
      return begun.bestValidation();
    }
  }

  /// Trains until a limit is reached or someone requests a stop.
  ///
  /// @throws IOException if a checkpoint cannot be written; the one before it is intact
  /// @throws dev.unroll.models.old.training.TrainingDivergedException if the loss is no longer a number
  public TrainingResult run(TrainingListener to) throws IOException {
    listener = to;
    return loop.run(to);
  }

  /// Makes [#run] save and return after the step that is under way.
  public void requestStop() {
    loop.requestStop();
  }

  /// The model in training.
  public CharacterLanguageModel model() {
    return model;
  }

  public TrainingOptions options() {
    return options;
  }

  public TrainingLimits limits() {
    return limits;
  }

  /// Steps done, losses and finished epochs so far.
  public TrainingState state() {
    return loop.state();
  }

  /// What the loop repeats, for tests of a step alone.
  TrainingTask task() {
    return task;
  }

  /// A step, a validation and a checkpoint of this training.
  private final class Task implements TrainingTask {
    private final TextStreams streams;
    private final int[] validation;
    private final List<Parameter> parameters;
    private final UpdateKernel update;
    private final Tape tape;
    private final Scorer scorer;
    private final int[] inputs;
    private final int[] targets;
    private final Tensor seed;

    Task(
        TextStreams streams,
        int[] validation,
        List<Parameter> parameters,
        KernelSet kernels,
        Workers workers) {
      this.streams = streams;
      this.validation = validation;
      this.parameters = parameters;
      update = kernels.update();
      tape = new Tape(kernels, new Workspace(), workers);
      scorer = new Scorer(model, kernels, workers);
      inputs = new int[charactersPerStep()];
      targets = new int[charactersPerStep()];
      seed =
          Tensor.scalar(
              switch (options.reduction()) {
                case MEAN -> 1;
                case SUM -> charactersPerStep();
              });
    }

    @Override
    public int stepsPerEpoch() {
      return streams.chunks();
    }

    @Override
    public int charactersPerStep() {
      return streams.batch() * streams.steps();
    }

    @Override
    public float step(int position) {
      // 1. the next chunk; every epoch begins with a state of zeros
      if (position == 0) {
        state.reset();
      }
      streams.read(position, inputs, targets);

      // 2. forward
      RandomStream random = model.options().dropout() > 0 ? dropout : null;
      Variable logits = model.logits(tape, inputs, state, random);
      Variable loss = Ops.crossEntropy(logits, targets);
      float mean = loss.value().item();

      // 3. backward and update, unless there is nothing sensible to follow
      if (Float.isFinite(mean)) {
        optimizer.zeroGradients();
        tape.backward(loss, seed);
        options.clipping().clip(parameters, update);
        optimizer.step();
      }
      tape.reset();
      return mean;
    }

    @Override
    public double validate() {
      return scorer.score(validation).natsPerCharacter();
    }

    @Override
    public void save() throws IOException {
      if (directory == null) {
        return;
      }
      Checkpoint checkpoint = Checkpoint.ofModel(model);
      TrainingMetadata.save(options, checkpoint);
      TrainingMetadata.save(loop.state(), checkpoint);
      fingerprint.save(checkpoint);
      RandomStream.State random = dropout.state();
      checkpoint
          .put("training.epochs", limits.epochs())
          .put("state.optimizer_steps", optimizer.steps())
          .put("state.dropout", random.state())
          .put("state.dropout_gamma", random.gamma())
          .addAll("optimizer.", optimizer.tensors())
          .addAll("state.", state.tensors());
      write(checkpoint, LATEST);
    }

    @Override
    public void saveBest(double loss) throws IOException {
      if (directory == null) {
        return;
      }
      Checkpoint checkpoint = Checkpoint.ofModel(model);
      checkpoint.put("validation", loss).put("step", loop.state().step());
      write(checkpoint, BEST);
    }

    private void write(Checkpoint checkpoint, String name) throws IOException {
      Path file = directory.resolve(name);
      checkpoint.write(file);
      listener.onCheckpoint(file, name.equals(BEST));
    }
  }
}
