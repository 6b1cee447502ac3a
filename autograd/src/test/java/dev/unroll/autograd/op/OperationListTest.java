package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every public operation is tested: none can be added without a case, which brings its gradient property
/// and its oracle, and has a name.
final class OperationListTest {
  static Set<String> operations() {
    try {
      Path classes =
          Path.of(LinearOp.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.list(classes.resolve("dev/unroll/autograd/op"))) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith("Op.class"))
            .map(name -> name.replace(".class", ""))
            .filter(OperationListTest::isPublic)
            .collect(Collectors.toCollection(TreeSet::new));
      }
    } catch (IOException | URISyntaxException failure) {
      throw new AssertionError(failure);
    }
  }

  private static boolean isPublic(String name) {
    try {
      return Modifier.isPublic(Class.forName("dev.unroll.autograd.op." + name).getModifiers());
    } catch (ClassNotFoundException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void everyOperationHasACase() {
    Set<String> tested =
        OperationCases.ALL.stream()
            .map(each -> each.operation().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(operations(), tested, "operations without a case, or cases without an operation");
  }

  /// What dumps and messages call it, in lower case and hyphens.
  @Test
  void everyOperationHasAName() {
    for (OperationCase each : OperationCases.ALL) {
      OperationCase.Instance instance = each.draw().apply(new Draw(0));
      Tape tape = new Tape();
      Variable[] variables = Stream.of(instance.inputs()).map(tape::leaf).toArray(Variable[]::new);
      instance.run().apply(tape, variables);
      for (String line : tape.dump().split("\n")) {
        assertTrue(line.matches("\\d+  [a-z][a-z0-9-]*\\(.*"), each.name() + ": " + line);
      }
    }
  }
}
