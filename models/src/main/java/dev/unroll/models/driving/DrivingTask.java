package dev.unroll.models.driving;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.mse;
import static dev.unroll.autograd.op.Ops.scale;
import static dev.unroll.autograd.op.Ops.slice;

import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.data.Fingerprint;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.metrics.Mean;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import dev.unroll.models.vision.Pixels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Trains a [Driver] on windows of a drive, by the mean square error of the standardized steering and, with a tenth
/// of the weight, of throttle and speed. Another drive is driven from its beginning to its end, frame by frame; its
/// first nine frames do not count, so that every form is measured on the same ones.
public final class DrivingTask implements Task<DrivingTask.Batch> {
  /// Held-out frames that do not count, at the beginning.
  public static final int SKIPPED = 9;

  private static final float DYNAMICS = 0.1f;
  private static final int SHOWN = 5;

  private final Driver model;
  private final List<DrivenFrame> training;
  private final List<DrivenFrame> heldOut;
  private final DrivingData data;
  private final long seed;
  private final Batches<Batch> batches;
  private final Metric loss = Metric.lower("standardized-mse", "");

  /// Windows of a drive, or a drive.
  ///
  /// @param frames `[context + T,N,3,H,W]`; null for a whole drive
  /// @param before `[T,N,O]`, standardized, at the frame before each
  /// @param truth `[T,N,O]`, standardized
  /// @param drive a drive to measure on; null for windows
  public record Batch(Tensor frames, Tensor before, Tensor truth, List<DrivenFrame> drive) {}

  /// A task.
  ///
  /// @param training the drive to train on
  /// @param heldOut the drive to measure on; may be empty
  /// @throws IllegalArgumentException if a frame has another size, or a drive has too few of them
  public DrivingTask(
      Driver model,
      List<DrivenFrame> training,
      List<DrivenFrame> heldOut,
      DrivingData data,
      long seed) {
    this.model = model;
    this.training = List.copyOf(training);
    this.heldOut = List.copyOf(heldOut);
    this.data = data;
    this.seed = seed;
    DriverOptions options = model.options();
    for (List<DrivenFrame> drive : List.of(training, heldOut)) {
      drive.forEach(each -> each.pixels().requireSize(3, options.height(), options.width()));
    }
    int window = model.context() + data.window();
    if (!training.isEmpty() && training.size() < window) {
      throw new IllegalArgumentException(
          "the drive to train on has %d frames, but a window spans %d"
              .formatted(training.size(), window));
    }
    if (!heldOut.isEmpty() && heldOut.size() <= SKIPPED) {
      throw new IllegalArgumentException(
          "the held-out drive has %d frames, of which the first %d do not count: hold out more"
              .formatted(heldOut.size(), SKIPPED));
    }
    batches = training.isEmpty() ? Batches.none() : batches();
  }

  @Override
  public Driver model() {
    return model;
  }

  @Override
  public Batches<Batch> training() {
    return batches;
  }

  private Batches<Batch> batches() {
    Fingerprint hash = new Fingerprint();
    for (DrivenFrame each : training) {
      Controls controls = each.controls();
      hash.add(each.pixels().data());
      hash.add(new float[] {controls.steering(), controls.throttle(), controls.speed()});
    }
    String fingerprint = hash.of("%,d frames".formatted(training.size()));
    return new Batches<>() {
      @Override
      public int count(int epoch) {
        return Math.ceilDiv(starts(epoch).length, data.batch());
      }

      @Override
      public Batch read(int epoch, int k) {
        int[] starts = starts(epoch);
        RandomStream.named(seed, "order of epoch " + epoch).shuffle(starts);
        int from = k * data.batch();
        RandomStream mirrors =
            RandomStream.named(seed, "mirrors %d of epoch %d".formatted(k, epoch));
        return windows(
            Arrays.copyOfRange(starts, from, Math.min(starts.length, from + data.batch())),
            mirrors);
      }

      @Override
      public String fingerprint() {
        return fingerprint;
      }
    };
  }

  /// The first frames, context included, of an epoch's windows.
  private int[] starts(int epoch) {
    int last = training.size() - model.context() - data.window();
    int every = Math.min(data.every(), last + 1);
    int first = RandomStream.named(seed, "windows of epoch " + epoch).nextInt(every);
    int[] starts = new int[(last - first) / every + 1];
    Arrays.setAll(starts, i -> first + i * every);
    return starts;
  }

  private Batch windows(int[] starts, RandomStream mirrors) {
    DriverOptions options = model.options();
    int rows = starts.length;
    int context = model.context();
    int outputs = options.outputs().size();
    Tensor frames =
        Tensor.zeros(Shape.of(context + data.window(), rows, 3, options.height(), options.width()));
    Tensor before = Tensor.zeros(Shape.of(data.window(), rows, outputs));
    Tensor truth = Tensor.zeros(Shape.of(data.window(), rows, outputs));
    for (int n = 0; n < rows; n++) {
      boolean mirrored = data.mirror() && mirrors.nextInt(2) == 1;
      for (int t = 0; t < context + data.window(); t++) {
        DrivenFrame frame = training.get(starts[n] + t);
        Pixels pixels = mirrored ? frame.pixels().mirrored() : frame.pixels();
        Tensor into = frames.at(t).at(n);
        pixels.normalize(into.data(), into.offset());
        if (t >= context) {
          write(frame, mirrored, truth, t - context, n);
          if (starts[n] + t > 0) {
            write(training.get(starts[n] + t - 1), mirrored, before, t - context, n);
          }
        }
      }
    }
    return new Batch(frames, before, truth, null);
  }

  private void write(DrivenFrame frame, boolean mirrored, Tensor into, int t, int n) {
    Controls is = frame.controls();
    Controls controls = mirrored ? new Controls(-is.steering(), is.throttle(), is.speed()) : is;
    float[] values = model.standard(controls);
    for (int i = 0; i < values.length; i++) {
      into.set(values[i], t, n, i);
    }
  }

  @Override
  public Batches<Batch> validation() {
    return heldOut.isEmpty()
        ? Batches.none()
        : Batches.of(List.of(new Batch(null, null, null, heldOut)), "a held-out drive");
  }

  @Override
  public Loss loss(Pass pass, Batch batch) {
    Variable y = model.forward(pass, batch.frames(), batch.before());
    Variable truth = pass.tape().constant(batch.truth());
    Variable error = mse(slice(y, 2, 0, 1), slice(truth, 2, 0, 1)).mean();
    if (model.options().dynamics()) {
      Variable others = mse(slice(y, 2, 1, 3), slice(truth, 2, 1, 3)).mean();
      error = add(error, scale(others, 2 * DYNAMICS)); // the mean of two
    }
    Shape shape = batch.truth().shape();
    return new Loss(error, (double) shape.dimension(0) * shape.dimension(1));
  }

  @Override
  public Metric lossMetric() {
    return loss;
  }

  @Override
  public long items(Batch batch) {
    Shape shape = batch.truth().shape();
    return (long) shape.dimension(0) * shape.dimension(1);
  }

  @Override
  public String itemName() {
    return "frames";
  }

  /// How the model drives along, given what it sees and, where it reads them, the true controls before; null where
  /// too few frames came before.
  public static List<Controls> driven(Driver model, List<DrivenFrame> drive) {
    DriverStream stream = new DriverStream(model);
    List<Controls> answers = new ArrayList<>();
    Controls before = null;
    for (DrivenFrame frame : drive) {
      answers.add(stream.next(frame.pixels(), before));
      before = frame.controls();
    }
    return answers;
  }

  @Override
  public Evaluation<Batch> evaluation() {
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, Batch batch) {
        List<Controls> answers = driven(model, batch.drive());
        double[] sums = new double[5];
        for (int t = SKIPPED; t < answers.size(); t++) {
          Controls said = answers.get(t);
          Controls truth = batch.drive().get(t).controls();
          double error = (double) said.steering() - truth.steering();
          sums[0] += error * error;
          sums[1] += Math.abs(error);
          sums[2] += Math.abs((double) said.throttle() - truth.throttle());
          sums[3] += Math.abs((double) said.speed() - truth.speed());
          sums[4]++;
        }
        return sums;
      }

      @Override
      public List<Score> scores(double[] totals) {
        double count = totals[4];
        List<Score> scores = new ArrayList<>();
        scores.add(new Score(Metric.lower("mse", ""), totals[0] / count));
        scores.add(new Score(Metric.lower("mae", ""), totals[1] / count));
        if (model.options().dynamics()) {
          scores.add(new Score(Metric.lower("throttle-mae", ""), totals[2] / count));
          scores.add(new Score(Metric.lower("speed-mae", ""), totals[3] / count));
        }
        return scores;
      }
    };
  }

  /// The errors of steering always as on average in training, and as at the frame before. Empty if nothing is held
  /// out or trained on.
  public List<Score> baselines() {
    if (heldOut.isEmpty() || training.isEmpty()) {
      return List.of();
    }
    int count = heldOut.size() - SKIPPED;
    float[] truth = new float[count];
    float[] last = new float[count];
    float[] mean = new float[count];
    double sum = training.stream().mapToDouble(each -> each.controls().steering()).sum();
    Arrays.fill(mean, (float) (sum / training.size()));
    for (int i = 0; i < count; i++) {
      truth[i] = heldOut.get(SKIPPED + i).controls().steering();
      last[i] = heldOut.get(SKIPPED + i - 1).controls().steering();
    }
    List<Score> scores = new ArrayList<>();
    addErrors(scores, "mean-steering", mean, truth);
    addErrors(scores, "last-steering", last, truth);
    return scores;
  }

  private static void addErrors(List<Score> scores, String name, float[] predicted, float[] truth) {
    Mean squares = new Mean();
    squares.addSquareErrors(predicted, truth);
    Mean absolute = new Mean();
    absolute.addAbsoluteErrors(predicted, truth);
    scores.add(new Score(Metric.lower(name + "-mse", ""), squares.mean()));
    scores.add(new Score(Metric.lower(name + "-mae", ""), absolute.mean()));
  }

  /// Frames of the held-out drive: how the model steers, and how it was steered.
  @Override
  public List<String> examples() {
    List<String> lines = new ArrayList<>();
    if (!heldOut.isEmpty()) {
      int end = Math.min(heldOut.size(), SKIPPED + 10 * SHOWN);
      List<DrivenFrame> drive = heldOut.subList(0, end);
      List<Controls> answers = driven(model, drive);
      for (int t = SKIPPED; t < end; t += 10) {
        lines.add(
            "frame %d: steering %+.3f, true %+.3f"
                .formatted(t, answers.get(t).steering(), drive.get(t).controls().steering()));
      }
    }
    return lines;
  }
}
