package dev.unroll.models.training;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.optimizer.Gradients;
import dev.unroll.models.optimizer.Optimizer;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.TrainingOptions.Reduction;
import dev.unroll.models.training.TrainingResult.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Trains any [Task]: steps of forward, backward and update until a limit is reached, the validation has not
/// got better for too long, or someone asks it to stop.
///
///     TrainingResult result =
///         Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(10)).run(listener);
///
/// In a [RunDirectory] it keeps the best model and all that is needed to go on. A training that was stopped
/// anywhere and resumed writes the bytes of one that was not; so does any number of threads.
///
/// Each epoch ends with a validation, whose first score says whether the model is the best so far. A run
/// that ends before its first epoch did saves its model as the best, validated, until an epoch ends; so does one
/// whose time is up within a later epoch, if its model is better than that of every epoch, until one beats those. A loss, a
/// gradient's norm, a validation or a parameter that is no finite number ends the run before anything of it
/// is saved.
///
/// One thread may [#run] it; [#requestStop] may be called from any.
///
/// @param <B> the task's batches
public final class Trainer<B> {
  /// The sections of checkpoints that the trainer itself writes.
  public static final String RUN = "run";

  public static final String TRAINING = "training";

  /// The section of a best model's file that holds its scores.
  public static final String VALIDATION = "validation";

  static final String LIMITS = "limits";
  static final String DATA = "data";

  private final Task<B> task;
  private final TrainingOptions options;
  private final TrainingLimits limits;
  private final TrainingState state;
  private final RandomStream random;
  private final Optimizer optimizer;
  private final Peers peers;

  /// Adds up several batches; null where a step has one.
  private final GradientSum gradients;

  private final UpdateKernel kernel;
  private final Tape tape;
  private final Saving saving;
  private volatile boolean stopRequested;
  private final TrainingEvents events = TrainingEvents.create();
  private TrainingListener listener = TrainingListener.NONE;

  /// The norm of the gradients of the latest step before clipping; NaN where it was not needed.
  private double norm;

  private Trainer(
      Task<B> task,
      TrainingOptions options,
      TrainingLimits limits,
      Checkpoint from,
      Environment environment)
      throws IOException {
    this.task = task;
    this.options = options;
    this.limits = limits;
    kernel = environment.kernels().update();
    tape = new Tape(environment.kernels(), new Workspace(), environment.workers());
    Model model = task.model();
    optimizer =
        new Optimizer(
            options.optimizer(), options.decay(), model.parameters(), kernel, options.sparse());
    peers = task.peers();
    if (task instanceof ShardedTask<?> sharded && sharded.shards() != options.accumulation()) {
      throw new IllegalArgumentException(
          "accumulation: expected %d, a batch of each shard, got %d"
              .formatted(sharded.shards(), options.accumulation()));
    }
    gradients =
        options.accumulation() > 1 || peers.size() > 1
            ? new GradientSum(model.parameters(), peers)
            : null;
    state = new TrainingState(task.initialLoss());
    if (from == null) {
      random = RandomStream.named(options.seed(), "training");
    } else {
      requireSameData(from);
      from.restore(state);
      from.restore(optimizer);
      for (var each : task.state()) {
        from.restore(each);
      }
      random = from.section(TRAINING).random("random");
    }
    saving = new Saving(this, environment.directory(), environment.run(), from);
  }

  /// Where a trainer works.
  ///
  /// @param directory where checkpoints go; null for none
  /// @param run whatever describes the run, saved with the checkpoints
  /// @param kernels what computes; does not change the result
  /// @param workers the threads to use, to be closed by the caller; do not change the result
  public record Environment(
      RunDirectory directory, Settings run, KernelSet kernels, Workers workers) {
    /// No directory, the active kernels, the calling thread.
    public static Environment memory() {
      return new Environment(null, Settings.none(), Kernels.active(), Workers.CALLER);
    }

    /// A directory, the active kernels.
    public static Environment in(RunDirectory directory, Settings run, Workers workers) {
      return new Environment(directory, run, Kernels.active(), workers);
    }
  }

  /// A trainer at the very beginning that saves nothing and computes on the calling thread.
  public static <B> Trainer<B> start(Task<B> task, TrainingOptions options, TrainingLimits limits) {
    try {
      return start(task, options, limits, Environment.memory());
    } catch (IOException e) {
      throw new IllegalStateException("training without a directory touched a file", e);
    }
  }

  /// A trainer at the very beginning.
  ///
  /// @throws IOException if the directory cannot be read
  public static <B> Trainer<B> start(
      Task<B> task, TrainingOptions options, TrainingLimits limits, Environment environment)
      throws IOException {
    return new Trainer<>(task, options, limits, null, environment);
  }

  /// A trainer that goes on where the one stood that wrote a checkpoint, with the options it had.
  ///
  /// @param task on the model of the checkpoint and the data of before
  /// @param limits for this run; null for those of the run before
  /// @throws IOException if something of the checkpoint is missing or does not fit
  /// @throws IllegalArgumentException if the data are not those of before
  public static <B> Trainer<B> resume(
      Task<B> task, Checkpoint checkpoint, TrainingLimits limits, Environment environment)
      throws IOException {
    if (!checkpoint.has(TRAINING)) {
      throw new IOException(
          "the checkpoint holds only a model: it can be used, but its training cannot be resumed");
    }
    TrainingLimits effective = limits == null ? limits(checkpoint) : limits;
    return new Trainer<>(task, options(checkpoint), effective, checkpoint, environment);
  }

  /// The options that a checkpoint was trained with.
  public static TrainingOptions options(Checkpoint checkpoint) throws IOException {
    try {
      return checkpoint.section(TRAINING).settings().read(TrainingOptions.class);
    } catch (IllegalArgumentException e) {
      throw checkpoint.unusable(e);
    }
  }

  /// The limits of the run that wrote a checkpoint.
  public static TrainingLimits limits(Checkpoint checkpoint) throws IOException {
    try {
      return checkpoint.section(LIMITS).settings().read(TrainingLimits.class);
    } catch (IllegalArgumentException e) {
      throw checkpoint.unusable(e);
    }
  }

  /// The scores of the model in a checkpoint, the deciding one first; none if it holds none.
  public static List<Score> scores(Checkpoint checkpoint) throws IOException {
    return Saving.scores(checkpoint);
  }

  private void requireSameData(Checkpoint checkpoint) {
    String before = checkpoint.section(DATA).text("training");
    String now = task.training().fingerprint();
    if (!before.equals(now)) {
      throw new IllegalArgumentException(
          "the data are not those of the run to resume: it had %s, these are %s"
              .formatted(before, now));
    }
  }

  /// Trains.
  ///
  /// @throws IOException if a checkpoint cannot be written; the one before it is intact
  /// @throws TrainingDivergedException if a number is no longer one
  public TrainingResult run(TrainingListener newListener) throws IOException {
    listener = newListener;
    try {
      TrainingResult result = run();
      listener.onEnd(result);
      return result;
    } catch (TrainingDivergedException e) {
      events.diverges(e, state.step);
      listener.onDivergence(e);
      throw e;
    }
  }

  private TrainingResult run() throws IOException {
    Stopwatch watch = new Stopwatch();
    events.runBegins(tape.kernels().description(), tape.workers().count());
    saving.begin(listener);
    Reason reason = agreed(watch);
    while (reason == null) {
      // 1. a step
      int batches = task.training().count(state.epoch);
      if (batches < 1) {
        throw new IllegalArgumentException("there are no data to train on");
      }
      double factor = options.schedule().factor(state.step, state.epoch, state.plateaus);
      int before = state.position;
      events.stepBegins();
      float loss = step(Math.min(options.accumulation(), batches - before), factor, watch);

      // 2. tell
      watch.pause();
      Progress progress = progress(loss, factor, before, batches, watch);
      events.stepEnds(progress);
      listener.onStep(progress);

      // 3. at the end of an epoch: validate and save
      if (state.position == batches) {
        endEpoch();
      }
      reason = agreed(watch);
      watch.goOn();
    }
    boolean first = state.epoch == 0 && state.step > 0;
    if (first && (reason == Reason.TIME || reason == Reason.STEPS)) {
      saving.untested(validate());
    } else if (reason == Reason.TIME && state.position > 0) {
      List<Score> scores = validate();
      if (!scores.isEmpty()
          && scores.getFirst().metric().better(scores.getFirst().value(), state.best)) {
        saving.untested(scores);
      }
    }
    if (peers.agree(saving.changed() ? 1 : 0) == 1) {
      saving.write();
    }
    return new TrainingResult(reason, state.step, state.epoch, saving.scores());
  }

  /// What the first peer decides after a step, by its clock: to save within an epoch, and to end.
  private Reason agreed(Stopwatch watch) throws IOException {
    Reason mine = reasonToEnd(watch);
    int ends = mine == null ? 0 : mine.ordinal() + 1;
    int saves = state.position > 0 && saving.due() ? 1 : 0;
    int agreed = peers.agree(2 * ends + saves);
    if (agreed % 2 == 1) {
      saving.write();
    }
    return agreed < 2 ? null : Reason.values()[agreed / 2 - 1];
  }

  private Reason reasonToEnd(Stopwatch watch) {
    if (limits.epochs() != null && state.epoch >= limits.epochs()) {
      return Reason.EPOCHS;
    }
    if (limits.steps() != null && state.step >= limits.steps()) {
      return Reason.STEPS;
    }
    if (options.patience() > 0
        && state.position == 0
        && state.epochsSinceBest >= options.patience()) {
      return Reason.PATIENCE;
    }
    if (stopRequested) {
      return Reason.STOPPED;
    }
    boolean late = limits.time() != null && watch.elapsed() >= limits.time().toNanos();
    return late ? Reason.TIME : null;
  }

  /// Forward, backward and update on the next `count` batches; returns the mean loss.
  private float step(int count, double factor, Stopwatch watch) {
    optimizer.zeroGradients();
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < count; i++) {
      // what one batch draws leaves no trace in the next: another process may have that
      RandomStream own = gradients == null ? random : random.split();
      if (!task.training().has(state.epoch, state.position + i)) {
        continue;
      }
      try {
        // 1. forward
        B batch = task.training().read(state.epoch, state.position + i);
        Loss loss = task.loss(new Pass(tape, own), batch);
        float mean = requireFinite("the loss", state.step + 1, loss.mean().value().item());
        sum = mean * loss.weight();
        weight = loss.weight();
        long items = task.items(batch);

        // 2. backward
        if (weight > 0) {
          tape.backward(loss.mean(), seed(weight));
        }
        if (gradients == null) {
          watch.count(items);
        } else {
          gradients.add(i, sum, weight, items);
        }
      } finally {
        tape.reset();
      }
    }
    if (gradients != null) {
      GradientTree.Node total = gradients.finish(options.reduction() == Reduction.MEAN);
      watch.count(total.items());
      sum = total.loss();
      weight = total.weight();
    }

    // 3. update
    if (weight > 0) {
      clip();
      optimizer.step(factor);
    }
    state.afterStep(sum, weight, count, options.smoothing());
    return (float) (sum / weight);
  }

  private void clip() {
    List<Parameter> parameters = task.model().parameters();
    boolean normTells = options.clipNorm() > 0 && options.clipValue() == 0;
    norm =
        !normTells && listener.needsGradientNorm(state.step + 1)
            ? Gradients.norm(parameters, kernel)
            : Double.NaN;
    double limited = Gradients.clip(parameters, kernel, options.clipValue(), options.clipNorm());
    if (options.clipNorm() > 0) {
      requireFinite("the norm of the gradients", state.step + 1, limited);
    }
    norm = normTells ? limited : norm;
  }

  /// What the gradient of the mean loss is multiplied by; null for 1. Sums of several batches are divided in
  /// the end.
  private Tensor seed(double weight) {
    return gradients == null && options.reduction() == Reduction.MEAN
        ? null
        : Tensor.scalar((float) weight);
  }

  private static float requireFinite(String what, long step, double value) {
    if (!Double.isFinite(value)) {
      throw new TrainingDivergedException(what, step, value);
    }
    return (float) value;
  }

  private void endEpoch() throws IOException {
    double loss = state.epochLoss();
    List<Score> scores = validate();
    Metric metric = scores.isEmpty() ? null : scores.getFirst().metric();
    double value = scores.isEmpty() ? Double.NaN : scores.getFirst().value();
    boolean best = state.afterEpoch(metric, value, options.schedule());
    EpochResult result = new EpochResult(state.epoch, state.step, loss, scores, best);
    if (best) {
      saving.best(scores);
    }
    if (peers.agree(saving.dueAfterEpoch() ? 1 : 0) == 1) {
      saving.write();
    }
    events.epochEnds(result);
    listener.onEpoch(result);
  }

  /// The scores on the held-out data; none if nothing is held out.
  private List<Score> validate() throws IOException {
    events.validationBegins();
    List<Score> scores = evaluate(task, tape);
    events.validationEnds(state.step, scores);
    if (!scores.isEmpty()) {
      requireFinite("the validation", state.step, scores.getFirst().value());
      listener.onValidation(state.step, scores);
    }
    return scores;
  }

  /// Saves a task's model that needs no training as the best of a run, measured on the held-out data.
  ///
  /// @return its scores; none if nothing is held out
  /// @throws IOException if the file cannot be written
  public static <B> List<Score> save(Task<B> task, Environment environment) throws IOException {
    List<Score> scores = evaluate(task, environment.workers());
    Saving.described(Checkpoint.of(task.model()), environment.run(), 0, false, scores)
        .write(environment.directory().best());
    return scores;
  }

  /// The scores of a task's model on its held-out data; none if nothing is held out.
  public static <B> List<Score> evaluate(Task<B> task, Workers workers) {
    return evaluate(task, new Tape(Kernels.active(), new Workspace(), workers));
  }

  private static <B> List<Score> evaluate(Task<B> task, Tape tape) {
    Batches<B> batches = task.validation();
    int count = batches.count(0);
    if (count == 0) {
      return List.of();
    }
    Evaluation<B> evaluation = task.evaluation();
    EvaluationSums totals = new EvaluationSums(count);
    for (int k = 0; k < count; k++) {
      if (!batches.has(0, k)) {
        continue;
      }
      try (NoGradient _ = tape.noGradient()) {
        totals.add(k, evaluation.sums(Pass.reading(tape), batches.read(0, k)));
      } finally {
        tape.reset();
      }
    }
    return evaluation.scores(totals.total(task.peers()));
  }

  private Progress progress(float loss, double factor, int before, int batches, Stopwatch watch) {
    int group = options.accumulation();
    boolean ended = state.position == batches;
    return new Progress(
        state.step,
        state.epoch + 1,
        limits.epochs(),
        ended ? Math.ceilDiv(batches, group) : before / group + 1,
        Math.ceilDiv(batches, group),
        loss,
        state.smoothedLoss,
        options.optimizer().learningRate() * factor,
        norm,
        watch.items(),
        watch.rate(),
        Duration.ofNanos(watch.elapsed()),
        remaining(batches, watch));
  }

  /// The time to whichever limit comes first at the present rate, epochs taken as long as this one.
  private Duration remaining(int batches, Stopwatch watch) {
    double steps = Double.POSITIVE_INFINITY;
    if (limits.steps() != null) {
      steps = limits.steps() - state.step;
    }
    if (limits.epochs() != null) {
      double left = (double) (limits.epochs() - state.epoch) * batches - state.position;
      steps = Math.min(steps, Math.ceil(left / options.accumulation()));
    }
    double seconds = steps * watch.secondsPerStep();
    if (limits.time() != null) {
      seconds = Math.min(seconds, (limits.time().toNanos() - watch.elapsed()) * 1e-9);
    }
    return seconds < 1e9 ? Duration.ofMillis(Math.max(0, (long) (seconds * 1e3))) : null;
  }

  /// All that is needed to go on from here; all peers ask at the same time.
  Checkpoint checkpoint() {
    Checkpoint checkpoint = Checkpoint.of(task.model());
    checkpoint.section(TRAINING).put(Settings.of(options)).put("random", random);
    checkpoint.section(LIMITS).put(Settings.of(limits));
    checkpoint.section(DATA).put("training", task.training().fingerprint());
    checkpoint.add(state).add(optimizer);
    task.state().forEach(checkpoint::add);
    return checkpoint;
  }

  /// Makes [#run] save and return after the step that is under way.
  public void requestStop() {
    stopRequested = true;
  }

  public Task<B> task() {
    return task;
  }

  public TrainingOptions options() {
    return options;
  }

  public TrainingLimits limits() {
    return limits;
  }

  TrainingEvents events() {
    return events;
  }

  /// Whatever describes the run, from the environment.
  public Settings description() {
    return saving.description();
  }

  /// Steps done so far.
  public long steps() {
    return state.step;
  }

  /// Epochs finished so far.
  public int epochs() {
    return state.epoch;
  }
}
