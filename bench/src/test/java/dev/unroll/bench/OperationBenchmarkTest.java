package dev.unroll.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.op.LinearOp;
import dev.unroll.kernels.Kernels;
import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

/// Every public operation of autograd has a benchmark, which runs on both kernel sets with the same result.
final class OperationBenchmarkTest {
  private static Set<String> benchmarked() throws NoSuchFieldException {
    Param names = OperationBenchmark.class.getDeclaredField("operation").getAnnotation(Param.class);
    return new TreeSet<>(Set.of(names.value()));
  }

  @Test
  void everyOperationHasABenchmark() throws IOException, NoSuchFieldException {
    assertEquals(operations(), benchmarked(), "operations without a benchmark, or the reverse");
  }

  private static Set<String> operations() throws IOException {
    Module module = LinearOp.class.getModule();
    try (ModuleReader reader =
            module
                .getLayer()
                .configuration()
                .findModule(module.getName())
                .orElseThrow()
                .reference()
                .open();
        Stream<String> files = reader.list()) {
      return files
          .filter(name -> name.startsWith("dev/unroll/autograd/op/") && name.endsWith("Op.class"))
          .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
          .map(OperationBenchmarkTest::load)
          .filter(each -> Modifier.isPublic(each.getModifiers()))
          .map(Class::getSimpleName)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, LinearOp.class.getClassLoader());
    } catch (ClassNotFoundException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void everyBenchmarkRuns() throws NoSuchFieldException {
    for (String operation : benchmarked()) {
      assertEquals(
          new OperationWork(Kernels.scalar(), operation).run(),
          new OperationWork(Kernels.active(), operation).run(),
          operation);
    }
  }
}
