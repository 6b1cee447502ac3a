package dev.unroll.bench.compare;

import dev.unroll.bench.ConvolutionWork;
import dev.unroll.bench.LayerShape;
import dev.unroll.bench.MeasuredCell;
import dev.unroll.bench.UpdateWork;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A row of the table: a task and what has to be reached.
///
/// @param task what is done
/// @param target what has to be reached
/// @param quick whether the quick variant has it too
public record Row(Task task, Target target, boolean quick) {
  private static final List<MeasuredCell> CELLS =
      List.of(MeasuredCell.RNN, MeasuredCell.LSTM, MeasuredCell.GRU, MeasuredCell.RESET_AFTER_GRU);

  /// Of a captioner's pictures, of a driver's frames, and of the same as a sequence.
  private static final List<String> CONVOLUTIONS =
      List.of(
          "32x32x16x16/64x3x3/1x1/1x1",
          "32x3x32x32/32x3x3/1x1/1x1",
          "32x64x8x8/128x3x3/1x1/1x1",
          "320x3x40x80/16x5x5/2x2/2x2",
          "320x16x20x40/24x5x5/2x2/2x2",
          "320x24x10x20/32x3x3/2x2/1x1",
          "16x3x10x40x80/16x3x5x5/1x2x2/1x2x2",
          "16x16x10x20x40/24x3x5x5/1x2x2/1x2x2",
          "16x24x10x10x20/32x3x3x3/1x2x2/1x1x1",
          "32x3x66x200/24x5x5/2x2/0x0");

  /// All rows.
  public static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    for (MeasuredCell cell : CELLS) {
      boolean lstm = cell == MeasuredCell.LSTM;
      boolean quick = cell != MeasuredCell.GRU;
      layer(rows, cell, "100x64x256x512", both(1, 85), both(1, 78), false);
      layer(rows, cell, "50x64x1024x1024", both(1, 80), both(1, 75), false);
      layer(rows, cell, "50x32x128x256", both(1, 82), both(1, 74), quick);
      layer(
          rows,
          cell,
          "240x128x14x32",
          Target.ratio(lstm ? 1.3 : 3),
          Target.ratio(lstm ? 3 : 4),
          quick);
      layer(rows, cell, "25x1x64x100", Target.ratio(1.7), Target.ratio(lstm ? 4 : 12), true);
      layer(rows, cell, "100x1x64x128", Target.ratio(1.6), Target.ratio(lstm ? 2 : 8), false);
      for (String shape : new String[] {"1x1x64x128", "1x1x512x512"}) {
        rows.add(
            new Row(
                new Task.Layer(cell, LayerShape.parse(shape), Task.Pass.STEP),
                new Target(2, 80, true),
                quick));
      }
    }
    for (int size : new int[] {256, 512, 1024, 2048, 100, 207, 300, 1000}) {
      Target target = size == 1024 ? both(0.95, 90) : Target.ratio(0.95);
      rows.add(new Row(new Task.Gemm(size), target, size == 1024 || size == 207));
    }
    for (Task.Function function : Task.Function.values()) {
      rows.add(new Row(new Task.Activation(function, 2048), Target.ratio(1), true));
    }
    rows.add(new Row(new Task.Softmax(2048, 65), Target.percent(85), true));
    rows.add(new Row(new Task.Softmax(512, 10_000), Target.percent(85), false));
    for (UpdateWork.Rule rule : UpdateWork.Rule.values()) {
      if (rule != UpdateWork.Rule.SGD) {
        rows.add(new Row(new Task.Update(rule, 1 << 14), Target.percent(85), true));
        rows.add(new Row(new Task.Update(rule, 1 << 24), Target.percent(85), false));
      }
    }
    for (String shape : CONVOLUTIONS) {
      boolean quick = shape.equals(CONVOLUTIONS.getFirst());
      for (Task.Pass pass : List.of(Task.Pass.FORWARD, Task.Pass.TRAINING)) {
        Task task = new Task.Convolution(ConvolutionWork.parse(shape), pass);
        rows.add(new Row(task, Target.ratio(0.9), quick));
      }
    }
    // the program's main job against PyTorch's 105,000 and 48,000 characters a second, and
    // min-char-rnn
    rows.add(
        new Row(new Task.Character(MeasuredCell.LSTM, 32, 64, 256, 2), Target.ratio(1.81), true));
    rows.add(
        new Row(new Task.Character(MeasuredCell.GRU, 32, 64, 256, 2), Target.ratio(3.75), false));
    rows.add(
        new Row(
            new Task.Character(MeasuredCell.RESET_AFTER_GRU, 32, 64, 256, 2),
            Target.ratio(4.58),
            false));
    rows.add(new Row(new Task.Character(MeasuredCell.RNN, 1, 25, 100, 1), Target.ratio(1), true));
    return rows;
  }

  private static Target both(double ratio, double percent) {
    return new Target(ratio, percent, false);
  }

  private static void layer(
      List<Row> rows,
      MeasuredCell cell,
      String extents,
      Target forward,
      Target training,
      boolean quick) {
    LayerShape shape = LayerShape.parse(extents);
    rows.add(new Row(new Task.Layer(cell, shape, Task.Pass.FORWARD), forward, quick));
    rows.add(new Row(new Task.Layer(cell, shape, Task.Pass.TRAINING), training, quick));
  }

  /// The row of a task's name; without a target where it is not one of [#all].
  ///
  /// @throws IllegalArgumentException if the name is that of no task
  public static Row of(String id) {
    return all().stream()
        .filter(row -> row.task.id().equals(id))
        .findFirst()
        .orElseGet(() -> new Row(Task.of(id), Target.ratio(0), true));
  }

  /// The rows of [#all] whose name contains a match; where there is none, the one of that name.
  ///
  /// @throws IllegalArgumentException if the name is that of no task
  static List<Row> matching(String wanted) {
    Pattern pattern = Pattern.compile(wanted);
    List<Row> rows = all().stream().filter(row -> pattern.matcher(row.task.id()).find()).toList();
    return rows.isEmpty() ? List.of(of(wanted)) : rows;
  }
}
