package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
/// and its oracle.
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
}
