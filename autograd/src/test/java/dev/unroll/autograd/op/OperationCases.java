package dev.unroll.autograd.op;

import java.util.ArrayList;
import java.util.List;

/// All operations' cases. An operation without one fails [OperationListTest] by name.
final class OperationCases {
  static final List<OperationCase> ALL = all();

  private OperationCases() {}

  private static List<OperationCase> all() {
    List<OperationCase> cases = new ArrayList<>();
    cases.addAll(RecurrentCases.all());
    cases.addAll(LayerCases.all());
    cases.addAll(ShapeCases.all());
    cases.addAll(ElementwiseCases.all());
    cases.addAll(ReductionCases.all());
    cases.addAll(LossCases.all());
    cases.addAll(SpatialCases.all());
    cases.addAll(AttentionCases.all());
    cases.addAll(SteppedCases.all());
    return List.copyOf(cases);
  }
}
