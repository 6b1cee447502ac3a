package dev.unroll.models.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/// All cells: the library's, and those that the context class loader's services provide.
final class Cells {
  private static final List<Cell> BUILT_IN =
      List.of(
          Cell.RNN,
          Cell.RNN_RELU,
          Cell.LSTM,
          Cell.LSTM_RELU,
          Cell.PEEPHOLE_LSTM,
          Cell.PROJECTED_LSTM,
          Cell.GRU,
          Cell.RESET_AFTER_GRU,
          Cell.SIMPLIFIED_GRU,
          Cell.JORDAN);

  private Cells() {}

  static Cell labelled(String label) {
    for (Cell cell : BUILT_IN) {
      if (cell.label().equals(label)) {
        return cell;
      }
    }
    List<Cell> all = all();
    for (Cell cell : all) {
      if (cell.label().equals(label)) {
        return cell;
      }
    }
    throw new IllegalArgumentException(
        "cell: expected one of %s, got '%s'"
            .formatted(all.stream().map(Cell::label).collect(Collectors.joining(", ")), label));
  }

  static List<Cell> all() {
    List<Cell> all = new ArrayList<>(BUILT_IN);
    for (Cell cell : ServiceLoader.load(Cell.class)) {
      for (Cell before : all) {
        if (before.label().equals(cell.label())) {
          throw new IllegalStateException(
              "two cells are called '%s': %s and %s"
                  .formatted(cell.label(), before.getClass().getName(), cell.getClass().getName()));
        }
      }
      all.add(cell);
    }
    return List.copyOf(all);
  }
}
