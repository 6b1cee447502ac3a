package dev.unroll.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.OperatorInstruction;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The cost model against the code of the scalar kernels, which every set repeats operation by operation.
final class OperationsTest {
  private static final String SCALAR = "dev/unroll/kernels/scalar/";

  private static ClassModel parsed(String name) throws IOException, ClassNotFoundException {
    Class<?> type = Class.forName((SCALAR + name).replace('/', '.'));
    try (InputStream in = type.getResourceAsStream(name + ".class")) {
      return ClassFile.of().parse(in.readAllBytes());
    }
  }

  private static List<CodeElement> code(MethodModel method) {
    return method.code().orElseThrow().elementList();
  }

  private static MethodModel method(ClassModel type, String name, String descriptor) {
    return type.methods().stream()
        .filter(method -> method.methodName().equalsString(name))
        .filter(method -> method.methodType().equalsString(descriptor))
        .findFirst()
        .orElseThrow();
  }

  /// @param integers whether operations on integers are the function's, on the bits of floats, or indices
  private static Operations count(ClassModel type, List<CodeElement> code, boolean integers) {
    Operations sum = new Operations(0, 0, 0, 0);
    for (CodeElement element : code) {
      sum =
          sum.plus(
              switch (element) {
                case OperatorInstruction operator -> of(operator.opcode(), integers);
                case InvokeInstruction call -> of(type, call, integers);
                default -> new Operations(0, 0, 0, 0);
              });
    }
    return sum;
  }

  private static Operations of(Opcode opcode, boolean integers) {
    return switch (opcode) {
      case FMUL -> new Operations(1, 0, 0, 0);
      case FADD, FSUB -> new Operations(0, 1, 0, 0);
      case FDIV -> new Operations(0, 0, 1, 0);
      case FCMPL, FCMPG -> new Operations(0, 2, 0, 0); // with the choice that follows
      case IADD, ISUB, ISHL, ISHR, IUSHR, IAND, IOR -> new Operations(0, integers ? 1 : 0, 0, 0);
      case FNEG -> new Operations(0, 0, 0, 0); // an operand of a fused multiply-add
      default -> throw new AssertionError(opcode);
    };
  }

  private static Operations of(ClassModel type, InvokeInstruction call, boolean integers) {
    String name = call.name().stringValue();
    if (call.owner().asInternalName().startsWith(SCALAR)) {
      String descriptor = call.type().stringValue();
      return count(type, code(method(type, name, descriptor)), integers);
    }
    return switch (name) {
      case "fma" -> new Operations(1, 0, 0, 0);
      case "min", "abs" -> new Operations(0, 1, 0, 0);
      case "compareUnsigned" -> new Operations(0, 1, 0, 0); // an unsigned minimum
      case "sqrt" -> new Operations(0, 0, 0, 1);
      case "floatToRawIntBits", "intBitsToFloat", "data", "offset", "elements" ->
          new Operations(0, 0, 0, 0);
      default -> throw new AssertionError(name);
    };
  }

  static List<Arguments> functions() {
    return List.of(
        Arguments.of("exp", Operations.EXP),
        Arguments.of("expOfNegative", Operations.EXP_OF_NEGATIVE),
        Arguments.of("sigmoid", Operations.SIGMOID),
        Arguments.of("tanh", Operations.TANH));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionsHaveTheOperationsOfTheirCode(String name, Operations expected)
      throws IOException, ClassNotFoundException {
    ClassModel type = parsed("ScalarMath");
    assertEquals(expected, count(type, code(method(type, name, "(F)F")), true));
  }

  @ParameterizedTest
  @CsvSource({"adagrad, ADAGRAD", "rmsprop, RMSPROP", "adam, ADAM"})
  void updatesHaveTheOperationsOfTheirLoop(String name, UpdateWork.Rule rule)
      throws IOException, ClassNotFoundException {
    ClassModel type = parsed("ScalarUpdateKernel");
    MethodModel method =
        type.methods().stream()
            .filter(each -> each.methodName().equalsString(name))
            .filter(each -> each.methodType().stringValue().startsWith("(I"))
            .findFirst()
            .orElseThrow();
    assertEquals(rule.operations(), count(type, loop(code(method)), false));
  }

  /// What lies between the one branch backward and where it leads.
  private static List<CodeElement> loop(List<CodeElement> code) {
    for (int end = 0; end < code.size(); end++) {
      if (code.get(end) instanceof BranchInstruction branch && branch.opcode() == Opcode.GOTO) {
        for (int start = 0; start < end; start++) {
          if (code.get(start) instanceof LabelTarget target && target.label() == branch.target()) {
            return code.subList(start, end);
          }
        }
      }
    }
    throw new AssertionError("no loop");
  }
}
