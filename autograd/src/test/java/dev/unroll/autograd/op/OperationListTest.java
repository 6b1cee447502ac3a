package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every public operation is offered and tested: none can be added without a function in [Ops], a case, which
/// brings its gradient property and its oracle, a name and a row in the table.
final class OperationListTest {
  private static Path classes() {
    try {
      return Path.of(Ops.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException failure) {
      throw new AssertionError(failure);
    }
  }

  private static List<Class<?>> operations() {
    Path root = classes();
    try (Stream<Path> files = Files.walk(root.resolve("dev/unroll/autograd/op"))) {
      return files
          .map(
              file ->
                  root.relativize(file)
                      .toString()
                      .replace(file.getFileSystem().getSeparator(), "."))
          .filter(name -> name.endsWith("Op.class"))
          .map(name -> named(name.substring(0, name.length() - ".class".length())))
          .filter(each -> Modifier.isPublic(each.getModifiers()))
          .collect(Collectors.toUnmodifiableList());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException failure) {
      throw new AssertionError(failure);
    }
  }

  private static Set<String> names() {
    return operations().stream()
        .map(Class::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyOperationHasACase() {
    Set<String> tested =
        OperationCases.ALL.stream()
            .map(each -> each.operation().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(names(), tested, "operations without a case, or cases without an operation");
  }

  /// Every public factory of every operation is called from [Ops], by the class file.
  @Test
  void everyOperationHasItsFunction() throws IOException {
    Set<String> called = new TreeSet<>();
    Path file = classes().resolve("dev/unroll/autograd/op/Ops.class");
    for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
      if (entry instanceof MemberRefEntry reference) {
        called.add(
            key(
                reference.owner().asInternalName(),
                reference.name().stringValue(),
                reference.type().stringValue()));
      }
    }
    Set<String> without = new TreeSet<>();
    for (Class<?> operation : operations()) {
      for (Method method : operation.getDeclaredMethods()) {
        boolean factory =
            Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers());
        String type =
            MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .descriptorString();
        String key = key(operation.getName().replace('.', '/'), method.getName(), type);
        if (factory && !called.contains(key)) {
          without.add(key);
        }
      }
    }
    assertEquals(Set.of(), without, "operations without a function in Ops");
  }

  private static String key(String owner, String name, String type) {
    return owner.substring(owner.lastIndexOf('/') + 1) + '.' + name + type;
  }

  @Test
  void everyOperationHasItsRow() throws IOException {
    Path basedir = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
    String table = Files.readString(basedir.resolve("OPERATIONS.md"));
    Set<String> without = names();
    without.removeIf(name -> table.contains("| `" + name + "` |"));
    assertEquals(Set.of(), without, "operations without a row in OPERATIONS.md");
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
