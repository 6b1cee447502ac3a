package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.format.Graph;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Program;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import java.util.List;

/// One of two graphs, by a condition. A constant one puts the chosen graph in its place, and the other need not
/// even be supported.
final class If extends Operator {
  private final Value condition;
  private final Program then;
  private final Program otherwise;
  private final Value[] outputs;

  private If(Site site, Value condition, Graph thenGraph, Graph elseGraph)
      throws MalformedFileException {
    this.condition = condition;
    then = site.program(thenGraph, List.of());
    otherwise = site.program(elseGraph, List.of());
    outputs = new Value[site.outputCount()];
    if (then.outputs().size() < outputs.length || otherwise.outputs().size() < outputs.length) {
      throw site.malformed("expected %d outputs of each graph".formatted(outputs.length));
    }
    for (int i = 0; i < outputs.length; i++) {
      Value first = then.outputs().get(i);
      Value second = otherwise.outputs().get(i);
      if (first.type() != second.type()) {
        throw site.malformed(
            "output %d is %s in one graph and %s in the other"
                .formatted(i, first.type(), second.type()));
      }
      outputs[i] = site.output(i, first.type());
    }
  }

  static Operator of(Site site) throws MalformedFileException {
    Value condition = site.whole(0);
    Graph thenGraph = site.graph("then_branch");
    Graph elseGraph = site.graph("else_branch");
    if (condition.isConstant() && condition.elements() == 1) {
      site.inline(condition.item() != 0 ? thenGraph : elseGraph);
      return null;
    }
    return new If(site, condition, thenGraph, elseGraph);
  }

  @Override
  public List<Program> programs() {
    return List.of(then, otherwise);
  }

  @Override
  public void run(Context context) {
    Program chosen = condition.item() != 0 ? then : otherwise;
    chosen.run(context);
    for (int i = 0; i < outputs.length; i++) {
      outputs[i].copyFrom(chosen.outputs().get(i));
    }
  }
}
