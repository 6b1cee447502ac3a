package dev.unroll.spark;

import dev.unroll.models.data.TextBatch;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageTask;
import dev.unroll.models.language.TextOptions;
import dev.unroll.models.training.ShardedTask;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/// Measures steps of one and of two workers and what the model of them says for more. Run by itself, on a machine
/// that does nothing else: `-Dtest=ScalingReport`.
final class ScalingReport {
  private static final int[] HIDDEN = {128, 256};
  private static final int BATCHES = 8;
  private static final int LINES = 3000;
  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("scaling.seconds", 4));
  private static final TextOptions TEXT = TextOptions.chunks(32, 32);

  /// What a message costs: a system call and a wake-up at either end.
  private static final double MESSAGE = 10e-6;

  private static LanguageTask task(LanguageModel model, List<String> lines) throws Exception {
    return new LanguageTask(model, Poem.corpus(model, lines), TEXT.withValidation(0));
  }

  /// The median time of a step, of the later half.
  private static double median(List<Double> elapsed) {
    List<Double> steps = new ArrayList<>();
    for (int i = Math.max(1, elapsed.size() / 2); i < elapsed.size(); i++) {
      steps.add(elapsed.get(i) - elapsed.get(i - 1));
    }
    steps.sort(null);
    return steps.isEmpty() ? Double.NaN : steps.get(steps.size() / 2);
  }

  private static double onSpark(JavaSparkContext context, int hidden, int workers)
      throws Exception {
    List<Double> elapsed = new ArrayList<>();
    Path directory = Files.createTempDirectory("scaling");
    SparkTrainer.of(
            context.parallelize(Poem.lines(LINES), BATCHES),
            Poem.model(hidden),
            ScalingReport::task)
        .on(workers)
        .start(
            directory.toString(),
            TrainingOptions.defaults(),
            TrainingLimits.time(TIME),
            progress -> elapsed.add(progress.elapsed().toNanos() * 1e-9));
    return median(elapsed);
  }

  /// A step of one trainer in this process.
  private static double alone(int hidden, int batches) throws Exception {
    LanguageModel model = Poem.model(hidden);
    List<Task<TextBatch>> shards = new ArrayList<>();
    for (List<String> part : Poem.parts(LINES, BATCHES).subList(0, batches)) {
      shards.add(task(model, part));
    }
    List<Double> elapsed = new ArrayList<>();
    Trainer.start(
            ShardedTask.of(shards),
            TrainingOptions.defaults().withAccumulation(batches),
            TrainingLimits.time(TIME.dividedBy(2)))
        .run(progress -> elapsed.add(progress.elapsed().toNanos() * 1e-9));
    return median(elapsed);
  }

  @Test
  void report() throws Exception {
    // 1. one trainer: c and u; and two at once, the most that two workers can reach here
    int few = BATCHES / 4;
    double[] c = new double[HIDDEN.length];
    double[] length = new double[HIDDEN.length];
    double ul = 0;
    double ll = 0;
    double one = 0;
    for (int h = 0; h < HIDDEN.length; h++) {
      for (int i = 0; i < 3; i++) {
        alone(HIDDEN[h], BATCHES); // until it is compiled
      }
      length[h] = Poem.model(HIDDEN[h]).parameterCount();
      one = alone(HIDDEN[h], BATCHES);
      double less = alone(HIDDEN[h], few);
      c[h] = (one - less) / (BATCHES - few);
      ul += Math.max(0, less - few * c[h]) * length[h];
      ll += length[h] * length[h];
      line(
          "L = %,.0f: one trainer %.1f ms for %d micro-batches, %.1f ms for %d",
          length[h], 1e3 * one, BATCHES, 1e3 * less, few);
    }
    double u = ul / ll;
    double roof;
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Double> a = threads.submit(() -> alone(HIDDEN[1], BATCHES));
      Future<Double> b = threads.submit(() -> alone(HIDDEN[1], BATCHES));
      roof = one / a.get() + one / b.get();
    }
    line("two trainers at once do %.2f of one: the roof for two workers", roof);

    // 2. one worker and two: a and β, where two cores are slower by the roof
    double[] x = new double[HIDDEN.length];
    try (JavaSparkContext context = Sparks.processes(2)) {
      for (int h = 0; h < HIDDEN.length; h++) {
        onSpark(context, HIDDEN[h], 2); // until it is compiled
        onSpark(context, HIDDEN[h], 2);
        double alone = onSpark(context, HIDDEN[h], 1);
        double together = onSpark(context, HIDDEN[h], 2);
        x[h] = Math.max(0, together - (BATCHES / 2.0 * c[h] + u * length[h]) * 2 / roof);
        line(
            "L = %,.0f, A = %d: 1 worker %.1f ms, 2 workers %.1f ms, %.2f times as fast",
            length[h], BATCHES, 1e3 * alone, 1e3 * together, alone / together);
      }
    }
    double slope = (x[1] - x[0]) / (length[1] - length[0]);
    double beta = slope > 0 ? 4 / slope : Double.POSITIVE_INFINITY;
    double a = Math.max(0, x[0] - Math.max(0, slope) * length[0]);
    ScalingModel fitted = new ScalingModel(c[1], u, beta, a, MESSAGE);
    line(
        "fitted: c = %.2f ms, u = %.2f ns, β = %.0f MB/s, a = %.2f ms; o = %.0f µs is taken",
        1e3 * c[1], 1e9 * u, beta / 1e6, 1e3 * a, 1e6 * MESSAGE);

    // 3. told
    line("");
    line(
        "a core a worker, 10 Gbit/s (β = 1.1 GB/s, or what was fitted where that is less), a = 0.3 ms");
    ScalingModel cluster = fitted.on(Math.min(beta, 1.1e9), 0.3e-3);
    table(cluster, length[1], 256);
    line("");
    line("the same with 25 million parameters, a micro-batch taking as much longer");
    double large = 25e6;
    ScalingModel larger =
        new ScalingModel(
            cluster.c() * large / length[1], u, cluster.beta(), cluster.a(), cluster.o());
    table(larger, large, 256);
  }

  private static void table(ScalingModel model, double parameters, int batches) {
    line("%,.0f parameters, %d micro-batches a step", parameters, batches);
    line("%8s %12s %10s %12s %12s", "workers", "step ms", "faster", "of ideal", "exchange");
    int pays = 1;
    for (int workers = 1; workers <= 256; workers *= 2) {
      double step = model.step(workers, batches, parameters);
      double faster = model.speedup(workers, batches, parameters);
      line(
          "%8d %12.2f %10.1f %11.0f%% %11.0f%%",
          workers,
          1e3 * step,
          faster,
          100 * faster / workers,
          100 * model.exchange(workers, parameters) / step);
      pays = faster / workers >= 0.5 ? workers : pays;
    }
    line("more than half of each worker's time is computing up to %d workers", pays);
  }

  private static void line(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
