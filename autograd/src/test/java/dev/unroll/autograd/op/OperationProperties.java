package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.GradientCheck;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.testing.GuardedTensors;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What holds for every operation of [OperationCases], over all of the drawn instances of each.
final class OperationProperties {
  private static final double EPSILON = 0x1p-23;

  @Provide
  Arbitrary<OperationCase> cases() {
    return Arbitraries.of(OperationCases.ALL);
  }

  /// Outputs equal the oracle's, gradients its differences, to `depth` roundings of what was added up.
  @Property(tries = 100_000, generation = GenerationMode.EXHAUSTIVE)
  void equalsTheOracle(@ForAll("cases") OperationCase each, @ForAll @IntRange(max = 19) int draw) {
    Instance instance = each.draw().apply(new Draw(draw));
    Run run = Run.of(Kernels.scalar(), Workers.CALLER, instance, false);
    double[][] inputs = doubles(instance.inputs());
    double[][] wanted = instance.oracle().apply(inputs);
    double forwardTolerance = 4 * instance.depth() * EPSILON;
    assertEquals(wanted.length, run.outputs.length, "number of outputs");
    for (int i = 0; i < wanted.length; i++) {
      Close.check("output " + i, wanted[i], run.outputs[i], forwardTolerance);
    }
    double gradientTolerance = 16 * instance.depth() * EPSILON;
    double[][] gradients = OracleGradient.of(instance.oracle(), inputs, run.seeds);
    for (int i = 0; i < gradients.length; i++) {
      Close.check("gradient " + i, gradients[i], run.gradients[i], gradientTolerance);
    }
  }

  /// The public check by differences of the float32 function agrees.
  @Property(tries = 100_000, generation = GenerationMode.EXHAUSTIVE)
  void passesTheGradientCheck(
      @ForAll("cases") OperationCase each, @ForAll @IntRange(min = 2, max = 6) int draw) {
    Instance instance = each.draw().apply(new Draw(draw));
    GradientCheck check = GradientCheck.of(instance.run(), instance.inputs());
    check.elements().orThrow();
    check.directions(3, new RandomStream(draw)).orThrow();
  }

  /// A second run gives the same bits; so do the other kernel set and any number of threads, and a
  /// forward pass in no-gradient mode.
  @Property(tries = 100_000, generation = GenerationMode.EXHAUSTIVE)
  void givesTheSameBits(@ForAll("cases") OperationCase each, @ForAll @IntRange(max = 19) int draw) {
    Instance instance = each.draw().apply(new Draw(draw));
    Run first = Run.of(Kernels.scalar(), Workers.CALLER, instance, false);
    assertSameBits(first, Run.of(Kernels.scalar(), Workers.CALLER, instance, false), "again");
    assertSameBits(first, Run.of(Kernels.active(), Workers.CALLER, instance, false), "active set");
    try (Workers three = Workers.start(3)) {
      assertSameBits(first, Run.of(Kernels.active(), three, instance, false), "3 threads");
    }
    assertSameBits(first, Run.of(Kernels.active(), Workers.CALLER, instance, true), "no gradient");
  }

  /// Results do not depend on what memory held before, and all of it comes back: repeated work needs no
  /// more.
  @Property(tries = 100_000, generation = GenerationMode.EXHAUSTIVE)
  void usesMemoryAgain(@ForAll("cases") OperationCase each, @ForAll @IntRange(max = 9) int draw) {
    Instance instance = each.draw().apply(new Draw(draw));
    Workspace workspace = new Workspace();
    Tape tape = new Tape(Kernels.scalar(), workspace, Workers.CALLER);
    Run first = Run.of(tape, instance, false);
    tape.reset();
    long floats = workspace.allocatedFloats();
    assertSameBits(first, Run.of(tape, instance, false), "again");
    tape.reset();
    assertEquals(floats, workspace.allocatedFloats(), "floats of two runs");
    boolean[] constant = new boolean[instance.inputs().length];
    for (int i = 1; i < constant.length; i++) {
      constant[i] = (draw + i) % 3 != 0;
    }
    Run part = Run.of(tape, instance, false, constant);
    assertSameBits(first.without(constant), part, "some inputs constant");
    tape.reset();
    assertEquals(floats, workspace.allocatedFloats(), "floats with some inputs constant");
    Tape poisoned = new Tape(Kernels.scalar(), GuardedTensors.poisoned(1 << 9), Workers.CALLER);
    assertSameBits(first, Run.of(poisoned, instance, false), "memory full of NaNs");
  }

  /// A gradient is added to what a parameter has collected already.
  @Property(tries = 100_000, generation = GenerationMode.EXHAUSTIVE)
  void accumulates(@ForAll("cases") OperationCase each, @ForAll @IntRange(max = 9) int draw) {
    Instance instance = each.draw().apply(new Draw(draw));
    Run run = Run.of(Kernels.active(), Workers.CALLER, instance, false);
    Tape tape = new Tape();
    Variable[] variables = new Variable[instance.inputs().length];
    for (int i = 0; i < variables.length; i++) {
      Parameter parameter = new Parameter("p" + i, instance.inputs()[i]);
      parameter.gradient().fill(3);
      variables[i] = tape.parameter(parameter);
    }
    Variable[] outputs = instance.run().apply(tape, variables);
    tape.backward(outputs, run.seeds);
    for (int i = 0; i < variables.length; i++) {
      double[] wanted = doubles(run.gradients[i]);
      for (int k = 0; k < wanted.length; k++) {
        wanted[k] += 3;
      }
      Tensor got = variables[i].parameter().gradient();
      Close.check("gradient " + i, wanted, got, 16 * instance.depth() * EPSILON);
    }
  }

  /// An operation run forward and backward.
  private record Run(Tensor[] outputs, Tensor[] seeds, Tensor[] gradients) {
    static Run of(KernelSet kernels, Workers workers, Instance instance, boolean noGradient) {
      return of(new Tape(kernels, new Workspace(), workers), instance, noGradient);
    }

    static Run of(Tape tape, Instance instance, boolean noGradient) {
      return of(tape, instance, noGradient, new boolean[instance.inputs().length]);
    }

    /// @param constant for each input whether it wants no gradient
    static Run of(Tape tape, Instance instance, boolean noGradient, boolean[] constant) {
      Variable[] variables = new Variable[instance.inputs().length];
      for (int i = 0; i < variables.length; i++) {
        Tensor input = instance.inputs()[i];
        variables[i] = constant[i] ? tape.constant(input) : tape.leaf(input);
      }
      if (noGradient) {
        try (var _ = tape.noGradient()) {
          return new Run(copies(instance.run().apply(tape, variables)), null, null);
        }
      }
      Variable[] outputs = instance.run().apply(tape, variables);
      Tensor[] values = copies(outputs);
      Draw draw = new Draw(2);
      Tensor[] seeds = new Tensor[outputs.length];
      for (int i = 0; i < seeds.length; i++) {
        seeds[i] = draw.awayFromZero(outputs[i].shape().dimensions());
      }
      tape.backward(outputs, seeds);
      Tensor[] gradients = new Tensor[variables.length];
      for (int i = 0; i < gradients.length; i++) {
        Tensor gradient = variables[i].gradient();
        gradients[i] = gradient == null ? Tensor.zeros(variables[i].shape()) : gradient.copy();
        assertEquals(instance.inputs()[i].shape(), gradients[i].shape(), "gradient shape");
      }
      return new Run(values, seeds, gradients);
    }

    /// With gradients of zero for some inputs.
    Run without(boolean[] constant) {
      Tensor[] rest = gradients.clone();
      for (int i = 0; i < rest.length; i++) {
        rest[i] = constant[i] ? Tensor.zeros(rest[i].shape()) : rest[i];
      }
      return new Run(outputs, seeds, rest);
    }

    private static Tensor[] copies(Variable[] outputs) {
      return Arrays.stream(outputs).map(each -> each.value().copy()).toArray(Tensor[]::new);
    }
  }

  private static void assertSameBits(Run wanted, Run got, String what) {
    for (int i = 0; i < wanted.outputs.length; i++) {
      assertSameBits(wanted.outputs[i], got.outputs[i], what + ": output " + i);
    }
    for (int i = 0; got.gradients != null && i < wanted.gradients.length; i++) {
      assertSameBits(wanted.gradients[i], got.gradients[i], what + ": gradient " + i);
    }
  }

  private static void assertSameBits(Tensor wanted, Tensor got, String what) {
    for (int k = 0; k < wanted.elements(); k++) {
      assertEquals(
          Float.floatToRawIntBits(wanted.data()[k]),
          Float.floatToRawIntBits(got.data()[k]),
          what + ", element " + k);
    }
  }

  private static double[][] doubles(Tensor[] tensors) {
    return Arrays.stream(tensors).map(OperationProperties::doubles).toArray(double[][]::new);
  }

  private static double[] doubles(Tensor tensor) {
    double[] values = new double[tensor.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.data()[tensor.offset() + i];
    }
    return values;
  }
}
