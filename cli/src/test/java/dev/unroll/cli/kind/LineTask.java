package dev.unroll.cli.kind;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Task;
import java.util.List;
import java.util.stream.IntStream;

/// Points on a line, one a batch; every eighth is held out.
final class LineTask implements Task<Float> {
  private final LineModel model;
  private final float slope;
  private final int points;

  LineTask(LineModel model, float slope, int points) {
    this.model = model;
    this.slope = slope;
    this.points = points;
  }

  @Override
  public LineModel model() {
    return model;
  }

  private Batches<Float> batches(boolean held) {
    List<Float> xs =
        IntStream.range(0, points)
            .filter(i -> (i % 8 == 0) == held)
            .mapToObj(i -> (i * 37 % points) / (float) points)
            .toList();
    return Batches.of(xs, "points on a line of slope " + slope);
  }

  @Override
  public Batches<Float> training() {
    return batches(false);
  }

  @Override
  public Batches<Float> validation() {
    return batches(true);
  }

  @Override
  public Loss loss(Pass pass, Float x) {
    Tensor input = Tensor.of(Shape.of(1, 1), x);
    Tensor target = Tensor.of(Shape.of(1, 1), slope * x + 1);
    Variable y = model.layer.forward(pass, pass.tape().constant(input));
    return Loss.of(Ops.mse(y, pass.tape().constant(target)));
  }

  @Override
  public Metric lossMetric() {
    return Metric.lower("squared-error", "m²");
  }

  @Override
  public long items(Float batch) {
    return 1;
  }

  @Override
  public String itemName() {
    return "points";
  }

  @Override
  public List<String> examples() {
    return List.of("f(0) = %.2f".formatted(model.at(0)), "f(1) = %.2f".formatted(model.at(1)));
  }
}
