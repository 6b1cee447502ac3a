package dev.unroll.bench.compare;

import dev.unroll.bench.CharacterWork;
import dev.unroll.bench.ConvolutionWork;
import dev.unroll.bench.KernelSets;
import dev.unroll.bench.LayerWork;
import dev.unroll.bench.Numbers;
import dev.unroll.bench.Operations;
import dev.unroll.bench.SoftmaxWork;
import dev.unroll.bench.UpdateWork;
import dev.unroll.bench.Work;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ActivationKernel;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The library's own contender: the vector kernels on the given threads.
final class Unroll implements Contender {
  private final String name;
  private final Work work;
  private final Runnable run;
  private final Supplier<Map<String, float[]>> results;

  private Unroll(String name, Work work, Runnable run, Supplier<Map<String, float[]>> results) {
    this.name = name;
    this.work = work;
    this.run = run;
    this.results = results;
  }

  /// The contender for a task.
  static Unroll of(Task task, Workers workers) {
    KernelSet set = KernelSets.named("vector");
    String name = workers.count() == 1 ? "unroll" : "unroll, " + workers.count() + " threads";
    return switch (task) {
      case Task.Layer layer -> layer(name, layer, set, workers);
      case Task.Gemm gemm -> gemm(name, gemm.size(), set, workers);
      case Task.Activation activation -> activation(name, activation, set.activation());
      case Task.Softmax softmax -> softmax(name, softmax, set, workers);
      case Task.Update update -> update(name, update, set);
      case Task.Convolution convolution -> convolution(name, convolution, set, workers);
      case Task.Character model -> character(name, model, set, workers);
    };
  }

  private static Unroll layer(String name, Task.Layer task, KernelSet set, Workers workers) {
    LayerWork layer = new LayerWork(set, task.cell(), task.shape(), workers);
    return switch (task.pass()) {
      case FORWARD -> new Unroll(name, layer.forwardWork(), layer::forward, () -> forward(layer));
      case TRAINING ->
          new Unroll(name, layer.trainingWork(), layer::training, () -> training(layer));
      case STEP -> new Unroll(name, layer.stepWork(), layer::step, () -> step(layer));
    };
  }

  private static Map<String, float[]> forward(LayerWork layer) {
    layer.forward();
    float[] h = layer.h().data();
    int first = layer.shape().batch() * layer.shape().hidden();
    return Map.of("y", Arrays.copyOfRange(h, first, h.length));
  }

  private static Map<String, float[]> training(LayerWork layer) {
    layer.training();
    Map<String, float[]> results = new LinkedHashMap<>();
    float[] h = layer.h().data();
    int first = layer.shape().batch() * layer.shape().hidden();
    results.put("y", Arrays.copyOfRange(h, first, h.length));
    results.put("dx", layer.dx().data().clone());
    results.put("dWeightIh", layer.dWeights().weightIh().data().clone());
    results.put("dWeightHh", layer.dWeights().weightHh().data().clone());
    results.put("dBiasIh", layer.dWeights().biasIh().data().clone());
    if (layer.dWeights().biasHh() != null) {
      results.put("dBiasHh", layer.dWeights().biasHh().data().clone());
    }
    return results;
  }

  private static Map<String, float[]> step(LayerWork layer) {
    layer.resetStep();
    layer.step();
    float[] h = layer.stepH().data().clone();
    layer.resetStep();
    return Map.of("h", h);
  }

  private static Unroll gemm(String name, int size, KernelSet set, Workers workers) {
    Matrix a = Matrix.of(Numbers.tensor(1, 1, size, size));
    Matrix b = Matrix.of(Numbers.tensor(2, 1, size, size));
    Matrix c = Matrix.of(Tensor.zeros(size, size));
    Workspace workspace = new Workspace();
    Runnable run = () -> set.gemm().multiply(a, b, c, workspace, workers);
    return new Unroll(
        name,
        Work.gemm(size, size, size),
        run,
        () -> {
          run.run();
          return Map.of("c", c.data().clone());
        });
  }

  private static Unroll activation(String name, Task.Activation task, ActivationKernel kernel) {
    int length = task.length();
    float[] x = Numbers.uniform(1, length, 8);
    float[] y = new float[length];
    Runnable run =
        switch (task.function()) {
          case EXP -> () -> kernel.exp(length, x, 0, y, 0);
          case SIGMOID -> () -> kernel.sigmoid(length, x, 0, y, 0);
          case TANH -> () -> kernel.tanh(length, x, 0, y, 0);
        };
    double flop =
        switch (task.function()) {
          case EXP -> Work.EXP_FLOP;
          case SIGMOID -> Work.SIGMOID_FLOP;
          case TANH -> Work.TANH_FLOP;
        };
    Operations operations =
        switch (task.function()) {
          case EXP -> Operations.EXP;
          case SIGMOID -> Operations.SIGMOID;
          case TANH -> Operations.TANH;
        };
    return new Unroll(
        name,
        Work.updating(flop * length, 8.0 * length, 8.0 * length).needing(operations.times(length)),
        run,
        () -> {
          run.run();
          return Map.of("y", y.clone());
        });
  }

  private static Unroll softmax(String name, Task.Softmax task, KernelSet set, Workers workers) {
    SoftmaxWork softmax = new SoftmaxWork(set, task.rows(), task.classes(), workers);
    return new Unroll(
        name,
        softmax.work(),
        softmax::run,
        () -> {
          softmax.run();
          return Map.of("dLogits", softmax.dLogits().data().clone());
        });
  }

  private static Unroll convolution(
      String name, Task.Convolution task, KernelSet set, Workers workers) {
    ConvolutionWork work = new ConvolutionWork(set, task.shape(), workers);
    if (task.pass() == Task.Pass.FORWARD) {
      return new Unroll(
          name,
          work.forwardWork(),
          work::forward,
          () -> {
            work.forward();
            return Map.of("y", work.y().data().clone());
          });
    }
    return new Unroll(
        name,
        work.trainingWork(),
        work::training,
        () -> {
          work.training();
          return Map.of(
              "y", work.y().data().clone(),
              "dx", work.dx().data().clone(),
              "dWeight", work.dWeight().data().clone());
        });
  }

  private static Unroll character(
      String name, Task.Character task, KernelSet set, Workers workers) {
    CharacterWork model =
        new CharacterWork(set, task.cell(), task.batch(), task.steps(), task.hidden(), workers);
    return new Unroll(
        name,
        model.work(),
        model::run,
        () -> Map.of("losses", new float[] {model.run(), model.run(), model.run()}));
  }

  private static Unroll update(String name, Task.Update task, KernelSet set) {
    UpdateWork update = new UpdateWork(set, task.rule(), task.length());
    return new Unroll(
        name,
        update.work(),
        update::run,
        () -> {
          double sum = update.run();
          return task.rule() == UpdateWork.Rule.NORM
              ? Map.of("norm", new float[] {(float) Math.sqrt(sum)})
              : Map.of("w", update.w().data().clone());
        });
  }

  @Override
  public String name() {
    return name;
  }

  Work work() {
    return work;
  }

  @Override
  public Map<String, float[]> results() {
    return results.get();
  }

  @Override
  public void run() {
    run.run();
  }
}
