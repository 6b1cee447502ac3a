package dev.unroll.models.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/// All cells by label: the library's and those that a service loader found when they were first asked for.
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

  private static final Map<String, Cell> BY_LABEL = find();

  private Cells() {}

  private static Map<String, Cell> find() {
    Map<String, Cell> cells = new LinkedHashMap<>();
    BUILT_IN.forEach(cell -> cells.put(cell.label(), cell));
    for (Cell cell : ServiceLoader.load(Cell.class, Cell.class.getClassLoader())) {
      Cell before = cells.putIfAbsent(cell.label(), cell);
      if (before != null) {
        throw new IllegalStateException(
            "two cells are called '%s': %s and %s"
                .formatted(cell.label(), before.getClass().getName(), cell.getClass().getName()));
      }
    }
    return cells;
  }

  static Cell labelled(String label) {
    Cell cell = BY_LABEL.get(label);
    if (cell == null) {
      throw new IllegalArgumentException(
          "cell: expected one of %s, got '%s'"
              .formatted(String.join(", ", BY_LABEL.keySet()), label));
    }
    return cell;
  }

  static List<Cell> all() {
    return List.copyOf(BY_LABEL.values());
  }
}
