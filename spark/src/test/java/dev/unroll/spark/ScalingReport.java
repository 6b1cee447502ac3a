package dev.unroll.spark;

import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageTask;
import dev.unroll.models.language.TextOptions;
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
import org.junit.jupiter.api.io.TempDir;

/// Measures steps of one and of two workers and what the model of them says for more. Run by itself, on a machine
/// that does nothing else: `-Dtest=ScalingReport`.
final class ScalingReport {
  private static final int HIDDEN = 256;
  private static final int BATCHES = 8;
  private static final int FEW = 2;
  private static final int LINES = 3000;

  /// The kernels are compiled in a process of its own each, which takes a while.
  private static final Duration WARM = Duration.ofSeconds(Integer.getInteger("scaling.warm", 30));

  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("scaling.seconds", 10));
  private static final TextOptions TEXT = TextOptions.chunks(32, 32);

  /// What a message costs: a system call and a wake-up at either end.
  private static final double MESSAGE = 10e-6;

  /// What the three rounds of a step wait.
  private static final double WAIT = 0.5e-3;

  /// An exchange in less is within the noise.
  private static final double NOTHING = 1e-6;

  @TempDir Path temporary;

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

  private double onSpark(JavaSparkContext context, int batches, int workers, Duration time)
      throws Exception {
    List<Double> elapsed = new ArrayList<>();
    Path directory = Files.createTempDirectory(temporary, "run");
    SparkTrainer.of(
            context.parallelize(Poem.lines(LINES * batches / BATCHES), batches),
            Poem.model(HIDDEN),
            ScalingReport::task)
        .on(workers)
        .start(
            directory.toString(),
            TrainingOptions.defaults(),
            TrainingLimits.time(time),
            progress -> elapsed.add(progress.elapsed().toNanos() * 1e-9));
    return median(elapsed);
  }

  @Test
  void report() throws Exception {
    double length = Poem.model(HIDDEN).parameterCount();
    double alone;
    double few;
    double together;
    double roof;

    // 1. measured; the roof by two trainings of one worker each, at once
    try (JavaSparkContext context = Sparks.processes(2);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      onSpark(context, BATCHES, 2, WARM);
      alone = onSpark(context, BATCHES, 1, TIME);
      together = onSpark(context, BATCHES, 2, TIME);
      few = onSpark(context, FEW, 1, TIME.dividedBy(2));
      Future<Double> a = threads.submit(() -> onSpark(context, BATCHES, 1, TIME));
      Future<Double> b = threads.submit(() -> onSpark(context, BATCHES, 1, TIME));
      roof = alone / a.get() + alone / b.get();
    }
    line(
        "L = %,.0f: 1 worker %.1f ms a step of %d micro-batches, %.1f ms of %d",
        length, 1e3 * alone, BATCHES, 1e3 * few, FEW);
    line(
        "2 workers %.1f ms of %d, %.2f times as fast; two trainings at once do %.2f of one",
        1e3 * together, BATCHES, alone / together, roof);

    // 2. fitted: c and u to one worker; β to two, whose cores are slower by the roof
    double c = (alone - few) / (BATCHES - FEW);
    double u = Math.max(0, few - FEW * c) / length;
    double x = Math.max(NOTHING, together - (BATCHES / 2.0 * c + u * length) * 2 / roof - WAIT);
    double beta = 4 * length / x;
    ScalingModel fitted = new ScalingModel(c, u, beta, WAIT, MESSAGE);
    line(
        "fitted: c = %.2f ms, u = %.2f ns, β %s; a = %.1f ms and o = %.0f µs are taken",
        1e3 * c,
        1e9 * u,
        x > NOTHING ? "= %.0f MB/s".formatted(beta / 1e6) : "too fast to be seen here",
        1e3 * WAIT,
        1e6 * MESSAGE);

    // 3. told
    line("");
    line("a core a worker, 10 Gbit/s: β = 1.1 GB/s, or what was fitted where that is less");
    ScalingModel cluster = fitted.on(Math.min(beta, 1.1e9));
    table(cluster, length, 256);
    line("");
    line("the same with 25 million parameters, a micro-batch taking as much longer");
    double large = 25e6;
    ScalingModel larger =
        new ScalingModel(cluster.c() * large / length, u, cluster.beta(), cluster.a(), cluster.o());
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
