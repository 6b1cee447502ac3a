package dev.unroll.models.trajectory;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.mean;
import static dev.unroll.autograd.op.Ops.sqrt;
import static dev.unroll.autograd.op.Ops.square;
import static dev.unroll.autograd.op.Ops.subtract;
import static dev.unroll.autograd.op.Ops.sum;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.data.BucketedBatches;
import dev.unroll.models.data.Fingerprint;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.metrics.DisplacementError;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Trains a [TrajectoryModel] by the mean distance between predicted and true positions, which is the average
/// displacement error (ADE).
public final class TrajectoryTask implements Task<TrajectoryTask.Batch> {
  private static final Metric ADE = Metric.lower("ade", "");
  private static final Metric FDE = Metric.lower("fde", "");
  private static final int MEASURED = 256;
  private static final int EXAMPLES = 3;

  /// Keeps the gradient of a distance finite where it is zero.
  private static final float EPSILON = 1e-8f;

  private final TrajectoryModel model;
  private final TrajectoryOptions options;
  private final TrajectoryData data;
  private final List<float[]> training;
  private final List<float[]> validation;
  private final List<float[]> test;
  private final long seed;
  private final String fingerprint;
  private final Batches<Batch> batches;

  /// Some tracks.
  ///
  /// @param observed `[observed,N,2]`
  /// @param future `[predicted,N,2]`
  public record Batch(Tensor observed, Tensor future) {}

  /// A task that is measured on all tracks that are held out.
  ///
  /// @param training tracks to train on: x and y of each position in turn
  /// @param heldOut those to measure on
  /// @throws IllegalArgumentException if a track has another number of positions than the model's options say
  public TrajectoryTask(
      TrajectoryModel model,
      List<float[]> training,
      List<float[]> heldOut,
      TrajectoryData data,
      long seed) {
    this(model, training, heldOut, List.of(), data, seed);
  }

  /// A task with tracks of which no decision is made.
  ///
  /// @param training tracks to train on: x and y of each position in turn
  /// @param validation those that say which model is best
  /// @param test those that the best is measured on in the end; none to measure on the validation
  /// @throws IllegalArgumentException if a track has another number of positions than the model's options say
  public TrajectoryTask(
      TrajectoryModel model,
      List<float[]> training,
      List<float[]> validation,
      List<float[]> test,
      TrajectoryData data,
      long seed) {
    this.model = model;
    this.data = data;
    this.training = List.copyOf(training);
    this.validation = List.copyOf(validation);
    this.test = List.copyOf(test);
    this.seed = seed;
    options = model.options();
    Fingerprint hash = new Fingerprint();
    training.forEach(track -> hash.add(checked(track)));
    validation.forEach(this::checked);
    test.forEach(this::checked);
    fingerprint = hash.of(training.size() + " tracks");
    batches = batches();
  }

  private float[] checked(float[] track) {
    if (track.length != 2 * options.length()) {
      throw new IllegalArgumentException(
          "track: expected %d observed and %d following positions, got %d numbers"
              .formatted(options.observed(), options.predicted(), track.length));
    }
    return track;
  }

  @Override
  public TrajectoryModel model() {
    return model;
  }

  @Override
  public Batches<Batch> training() {
    return batches;
  }

  private Batches<Batch> batches() {
    BucketedBatches<int[]> order =
        BucketedBatches.shuffled(
            new int[training.size()], data.batch(), seed, fingerprint, rows -> rows);
    return new Batches<>() {
      @Override
      public int count(int epoch) {
        return order.count(epoch);
      }

      @Override
      public Batch read(int epoch, int k) {
        RandomStream random = RandomStream.named(seed, "turns %d of epoch %d".formatted(k, epoch));
        return batch(training, order.read(epoch, k), random);
      }

      @Override
      public String fingerprint() {
        return fingerprint;
      }
    };
  }

  @Override
  public Batches<Batch> validation() {
    return measured(validation);
  }

  private Batches<Batch> measured(List<float[]> tracks) {
    return BucketedBatches.sorted(
        new int[tracks.size()], MEASURED, "held-out tracks", rows -> batch(tracks, rows, null));
  }

  /// The tracks with these indices, turned, scaled and disturbed if there is something to draw from.
  private Batch batch(List<float[]> tracks, int[] rows, RandomStream random) {
    int steps = options.length();
    Tensor all = Tensor.zeros(Shape.of(steps, rows.length, 2));
    for (int n = 0; n < rows.length; n++) {
      float[] track = tracks.get(rows[n]);
      double jitter = random != null && data.noise() > 0 ? data.noise() * random.nextDouble() : 0;
      boolean turned = random != null && data.rotate();
      double angle = turned ? 2 * StrictMath.PI * random.nextDouble() : 0;
      double mirror = turned && random.nextInt(2) == 1 ? -1 : 1;
      boolean scaled = random != null && data.scale() > 1;
      double scale = scaled ? StrictMath.pow(data.scale(), 2 * random.nextDouble() - 1) : 1;
      double cos = scale * StrictMath.cos(angle);
      double sin = scale * StrictMath.sin(angle);
      float x0 = track[2 * options.observed() - 2];
      float y0 = track[2 * options.observed() - 1];
      for (int t = 0; t < steps; t++) {
        double x = (double) track[2 * t] - x0;
        double y = ((double) track[2 * t + 1] - y0) * mirror;
        double noise = t < options.observed() ? jitter : 0;
        float px = turned || scaled ? (float) (x0 + cos * x - sin * y) : track[2 * t];
        float py = turned || scaled ? (float) (y0 + sin * x + cos * y) : track[2 * t + 1];
        all.set(noise == 0 ? px : (float) (px + noise * random.nextGaussian()), t, n, 0);
        all.set(noise == 0 ? py : (float) (py + noise * random.nextGaussian()), t, n, 1);
      }
    }
    return new Batch(all.slice(0, options.observed()), all.slice(options.observed(), steps));
  }

  @Override
  public Loss loss(Pass pass, Batch batch) {
    Variable error =
        subtract(model.forward(pass, batch.observed()), pass.tape().constant(batch.future()));
    Variable epsilon = pass.tape().constant(Tensor.scalar(EPSILON));
    Variable distances = sqrt(add(sum(square(error), 2), epsilon));
    return new Loss(mean(distances), batch.future().elements() / 2.0);
  }

  @Override
  public Metric lossMetric() {
    return ADE;
  }

  @Override
  public Evaluation<Batch> evaluation() {
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, Batch batch) {
        return errors(model.forward(pass, batch.observed()).value(), batch.future());
      }

      @Override
      public List<Score> scores(double[] totals) {
        return List.of(
            new Score(ADE, totals[0] / totals[2]), new Score(FDE, totals[1] / totals[2]));
      }
    };
  }

  /// Sums of ADE and FDE over the tracks, and their number.
  private static double[] errors(Tensor predicted, Tensor truth) {
    int steps = truth.shape().dimension(0);
    int batch = truth.shape().dimension(1);
    double[] sums = new double[3];
    for (int n = 0; n < batch; n++) {
      DisplacementError error = new DisplacementError();
      error.add(track(predicted, n, steps), track(truth, n, steps));
      sums[0] += error.average();
      sums[1] += error.last();
      sums[2]++;
    }
    return sums;
  }

  private static float[] track(Tensor positions, int n, int steps) {
    float[] track = new float[2 * steps];
    for (int t = 0; t < steps; t++) {
      track[2 * t] = positions.get(t, n, 0);
      track[2 * t + 1] = positions.get(t, n, 1);
    }
    return track;
  }

  /// ADE and FDE of two rules on what is held out: that each track goes on as between its last two observed positions,
  /// and that it does so at a steady velocity, which is where a residual model begins. Empty if nothing is held out.
  public List<Score> baselines() {
    if (heldOut().isEmpty()) {
      return List.of();
    }
    DisplacementError constant = new DisplacementError();
    DisplacementError steady = new DisplacementError();
    for (float[] track : heldOut()) {
      int observed = 2 * options.observed();
      float[] past = Arrays.copyOf(track, observed);
      float[] future = Arrays.copyOfRange(track, observed, track.length);
      constant.add(constantVelocity(past, options.predicted()), future);
      steady.add(onwards(past, SteadyVelocity.of(past), options.predicted()), future);
    }
    return List.of(
        new Score(Metric.lower("constant-velocity-ade", ""), constant.average()),
        new Score(Metric.lower("constant-velocity-fde", ""), constant.last()),
        new Score(Metric.lower("steady-velocity-ade", ""), steady.average()),
        new Score(Metric.lower("steady-velocity-fde", ""), steady.last()));
  }

  /// What the model and the baselines reach on the test tracks, unless there are none.
  @Override
  public List<String> findings() {
    if (test.isEmpty()) {
      return List.of();
    }
    List<Score> scores = new ArrayList<>(onTest());
    scores.addAll(baselines());
    return scores.stream().map(score -> "test " + score).toList();
  }

  private List<Score> onTest() {
    Evaluation<Batch> evaluation = evaluation();
    Batches<Batch> batches = measured(test);
    double[] totals = new double[3];
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      for (int k = 0; k < batches.count(0); k++) {
        double[] sums = evaluation.sums(Pass.reading(tape), batches.read(0, k));
        Arrays.setAll(totals, i -> totals[i] + sums[i]);
        tape.reset();
      }
    }
    return evaluation.scores(totals);
  }

  /// The tracks that it is measured on in the end, of the test or else of the validation: x and y of each position in
  /// turn.
  public List<float[]> heldOut() {
    return test.isEmpty() ? validation : test;
  }

  /// The positions that follow when the last displacement repeats.
  public static float[] constantVelocity(float[] observed, int predicted) {
    int end = observed.length;
    float vx = observed[end - 2] - observed[end - 4];
    float vy = observed[end - 1] - observed[end - 3];
    return onwards(observed, new float[] {vx, vy}, predicted);
  }

  private static float[] onwards(float[] observed, float[] velocity, int predicted) {
    float[] future = new float[2 * predicted];
    for (int i = 0; i < future.length; i++) {
      future[i] = observed[observed.length - 2 + i % 2] + (i / 2 + 1) * velocity[i % 2];
    }
    return future;
  }

  @Override
  public long items(Batch batch) {
    return batch.observed().shape().dimension(1);
  }

  @Override
  public String itemName() {
    return "tracks";
  }

  /// Held-out tracks: where each was last seen, where the model says it ends, and where it did.
  @Override
  public List<String> examples() {
    List<String> lines = new ArrayList<>();
    int count = Math.min(EXAMPLES, heldOut().size());
    for (int i = 0; i < count; i++) {
      float[] track = heldOut().get((int) ((long) i * heldOut().size() / count));
      int observed = 2 * options.observed();
      float[] future = model.predict(Arrays.copyOf(track, observed));
      lines.add(
          "last seen at (%.2f, %.2f), predicted end (%.2f, %.2f), true end (%.2f, %.2f)"
              .formatted(
                  track[observed - 2],
                  track[observed - 1],
                  future[future.length - 2],
                  future[future.length - 1],
                  track[track.length - 2],
                  track[track.length - 1]));
    }
    return lines;
  }
}
