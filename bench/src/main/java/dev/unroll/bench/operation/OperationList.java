package dev.unroll.bench.operation;

import java.util.ArrayList;
import java.util.List;

/// All operations' benchmarks.
public final class OperationList {
  /// In the order of the table.
  public static final List<OperationWork> ALL = all();

  private OperationList() {}

  private static List<OperationWork> all() {
    List<OperationWork> works = new ArrayList<>();
    works.addAll(ElementwiseWorks.all());
    works.addAll(ShapeWorks.all());
    works.addAll(ReductionWorks.all());
    works.addAll(LayerWorks.all());
    works.addAll(LossWorks.all());
    works.addAll(AttentionWorks.all());
    works.addAll(RecurrentWorks.all());
    return List.copyOf(works);
  }

  /// The benchmark of a name.
  public static OperationWork named(String name) {
    for (OperationWork work : ALL) {
      if (work.name().equals(name)) {
        return work;
      }
    }
    throw new IllegalArgumentException("no benchmark of an operation is called " + name);
  }
}
