package dev.unroll.interop.onnx.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides which values of a program share a buffer: a value takes over one that nothing reads any more.
/// Which shapes they will have is not known here and need not be: a buffer grows to what its largest
/// value needs.
final class Plan {
  private static final int FOREVER = Integer.MAX_VALUE;

  private final List<Program.Step> steps;
  private final Map<Storage, Integer> lastUses = new HashMap<>();

  /// Those that this program's steps write; others belong to programs around it or are constant.
  private final Set<Storage> own = new HashSet<>();

  private final Deque<Buffer> freeReals = new ArrayDeque<>();
  private final Deque<Buffer> freeWholes = new ArrayDeque<>();

  private Plan(List<Program.Step> steps) {
    this.steps = steps;
  }

  /// Gives the values of a program their buffers.
  static void assign(List<Program.Step> steps, List<Value> inputs, List<Value> outputs) {
    Plan plan = new Plan(steps);
    plan.findLastUses(inputs, outputs);
    plan.assign();
  }

  private void findLastUses(List<Value> inputs, List<Value> outputs) {
    for (Value input : inputs) {
      if (input != null) {
        own.add(input.storage());
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      for (Value input : steps.get(i).inputs()) {
        use(input, i);
      }
      for (Program program : steps.get(i).operator().programs()) {
        for (Value value : program.captured()) {
          use(value, i);
        }
      }
      for (Value output : steps.get(i).outputs()) {
        use(output, i);
      }
    }
    for (Value output : outputs) {
      use(output, FOREVER);
    }
  }

  private void use(Value value, int step) {
    if (value != null) {
      lastUses.merge(value.storage(), step, Math::max);
    }
  }

  private void assign() {
    for (int i = 0; i < steps.size(); i++) {
      Program.Step step = steps.get(i);
      Storage taken = null;
      for (int o = 0; o < step.outputs().length; o++) {
        Value output = step.outputs()[o];
        boolean isView = o == 0 && step.operator().viewOf() != Operator.NONE;
        if (output == null || isView || !own.add(output.storage())) {
          continue;
        }
        if (o == 0 && step.operator().inPlace() && mayTake(step.inputs()[0], output, i)) {
          taken = step.inputs()[0].storage();
          output.storage().buffer = taken.buffer;
        } else if (lastUses.get(output.storage()) != FOREVER) {
          Deque<Buffer> free = output.isReal() ? freeReals : freeWholes;
          output.storage().buffer = free.isEmpty() ? new Buffer() : free.pop();
        }
      }
      Set<Storage> ended = new HashSet<>();
      for (Value input : step.inputs()) {
        free(input, i, taken, ended);
      }
      for (Program program : step.operator().programs()) {
        for (Value value : program.captured()) {
          free(value, i, taken, ended);
        }
      }
      for (Value output : step.outputs()) {
        free(output, i, taken, ended);
      }
    }
  }

  private boolean mayTake(Value input, Value output, int step) {
    return lastUses.get(output.storage()) != FOREVER
        && own.contains(input.storage())
        && input.isReal() == output.isReal()
        && lastUses.get(input.storage()) == step;
  }

  private void free(Value value, int step, Storage taken, Set<Storage> ended) {
    if (value != null
        && value.storage() != taken
        && own.contains(value.storage())
        && lastUses.get(value.storage()) == step
        && ended.add(value.storage())) {
      (value.isReal() ? freeReals : freeWholes).push(value.storage().buffer);
    }
  }
}
