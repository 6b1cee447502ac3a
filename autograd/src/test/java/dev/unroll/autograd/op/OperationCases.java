package dev.unroll.autograd.op;

import dev.unroll.autograd.op.attention.AttentionCases;
import dev.unroll.autograd.op.elementwise.ElementwiseCases;
import dev.unroll.autograd.op.loss.LossCases;
import dev.unroll.autograd.op.loss.StructuredCases;
import dev.unroll.autograd.op.recurrent.RecurrentCases;
import dev.unroll.autograd.op.recurrent.SteppedCases;
import dev.unroll.autograd.op.reduction.ReductionCases;
import dev.unroll.autograd.op.shape.ShapeCases;
import dev.unroll.autograd.op.spatial.SpatialCases;
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
    cases.addAll(StructuredCases.all());
    cases.addAll(SpatialCases.all());
    cases.addAll(AttentionCases.all());
    cases.addAll(SteppedCases.all());
    return List.copyOf(cases);
  }
}
