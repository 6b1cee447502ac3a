package dev.unroll.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.bench.ModuleTree.References;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the arrows between modules and packages: core ← kernels ← autograd ← models ← cli, with
/// bench beside them. Read from class files, so a fully qualified name counts like an import.
class ArchitectureTest {
  private static final List<String> LIBRARY =
      List.of("core", "kernels", "autograd", "models", "interop");

  /// What each module may refer to, besides itself and the JDK.
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "core", Set.of(),
          "kernels", Set.of("core"),
          "autograd", Set.of("core", "kernels"),
          "models", Set.of("core", "kernels", "autograd"),
          "interop", Set.of("core", "kernels", "autograd", "models"),
          "cli", Set.of("core", "kernels", "autograd", "models", "interop"),
          "bench", Set.of("core", "kernels", "autograd", "models"));

  private static final String INCUBATOR = "jdk.incubator.";
  private static final String VECTOR_PACKAGE = "dev.unroll.kernels.vector";

  /// Besides the library's vector packages: bench, which is never published, measures the machine's peak
  /// and the variants that lost with vectors of its own.
  private static final Set<String> INCUBATOR_USERS =
      Set.of("dev.unroll.bench.machine", "dev.unroll.bench.ablation");

  static Set<String> modules() {
    return new TreeSet<>(ARROWS.keySet());
  }

  static List<String> library() {
    return LIBRARY;
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aClassRefersOnlyToModulesBeneathItsOwn(String module) {
    assertNone(
        module,
        (source, target) -> {
          String owner = moduleOf(target);
          return owner != null && !owner.equals(module) && !ARROWS.get(module).contains(owner);
        });
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleRequiresOnlyModulesBeneathIt(String module) {
    ModuleDescriptor descriptor = ModuleTree.descriptor(module);
    assertEquals("dev.unroll." + module, descriptor.name());
    assertEquals(
        Set.of(),
        required(
            descriptor,
            name ->
                name.startsWith("dev.unroll.")
                    && !ARROWS.get(module).contains(name.substring("dev.unroll.".length()))));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void onlyTheVectorPackagesReferToTheIncubator(String module) {
    assertNone(
        module,
        (source, target) ->
            target.startsWith(INCUBATOR) && !isVector(source) && !INCUBATOR_USERS.contains(source));
    assertEquals(
        module.equals("kernels") || module.equals("bench")
            ? Set.of("jdk.incubator.vector")
            : Set.of(),
        required(ModuleTree.descriptor(module), name -> name.startsWith(INCUBATOR)));
  }

  @ParameterizedTest
  @MethodSource("library")
  void theLibraryRefersToNothingButTheJdkAndItself(String module) throws IOException {
    Predicate<String> foreign =
        name ->
            !name.startsWith("dev.unroll.")
                && !name.startsWith("java.")
                && !name.startsWith("jdk.jfr") // without which there are no events
                && !name.startsWith(INCUBATOR);
    assertNone(module, (source, target) -> foreign.test(target));
    assertEquals(Set.of(), required(ModuleTree.descriptor(module), foreign));

    // A dependency that no class names yet would still reach the users' class path.
    Matcher dependency =
        Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL)
            .matcher(Files.readString(ModuleTree.pom(module)));
    while (dependency.find()) {
      String text = dependency.group(1);
      assertTrue(
          text.contains("<groupId>dev.unroll</groupId>") || text.contains("<scope>test</scope>"),
          () -> module + "/pom.xml has a dependency from outside: " + text.strip());
    }
  }

  @Test
  void theEngineDoesNotKnowItsOperations() {
    assertNone(
        "autograd",
        (source, target) ->
            source.equals("dev.unroll.autograd")
                && ModuleTree.packageOf(target).startsWith("dev.unroll.autograd.op"));
  }

  @Test
  void operationsDoNotKnowTheirFacade() {
    assertNone(
        "autograd",
        (source, target) ->
            source.startsWith("dev.unroll.autograd.op.")
                && target.equals("dev.unroll.autograd.op.Ops"));
  }

  @Test
  void autogradExportsItsEngineAndItsFacadeOnly() {
    assertEquals(
        Set.of("dev.unroll.autograd", "dev.unroll.autograd.op"),
        ModuleTree.descriptor("autograd").exports().stream()
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet()));
  }

  @Test
  void theScalarSetDoesNotKnowTheVectorSet() {
    assertNone(
        "kernels",
        (source, target) ->
            source.equals("dev.unroll.kernels.scalar") && isVector(ModuleTree.packageOf(target)));
  }

  @Test
  void whatBothSetsShareKnowsNeither() {
    assertNone(
        "kernels",
        (source, target) ->
            source.equals("dev.unroll.kernels.shared")
                && (isVector(ModuleTree.packageOf(target))
                    || ModuleTree.packageOf(target).equals("dev.unroll.kernels.scalar")));
  }

  /// Where C2's budget ends before such a method is inlined, its vectors and masks are boxed for good.
  @Test
  void noKernelHandsVectorsToAMethodOfItsOwn() {
    Pattern vector = Pattern.compile("Ljdk/incubator/vector/\\w*(Vector|VectorMask);");
    List<String> kernels =
        ModuleTree.signatures("kernels").stream()
            .filter(name -> name.startsWith(VECTOR_PACKAGE + "."))
            .toList();
    assertFalse(kernels.isEmpty());
    assertEquals(List.of(), kernels.stream().filter(vector.asPredicate()).toList());
  }

  private static boolean isVector(String packageName) {
    return packageName.equals(VECTOR_PACKAGE) || packageName.startsWith(VECTOR_PACKAGE + ".");
  }

  @Test
  void theKernelsExportTheirContractsOnly() {
    Set<String> exported =
        ModuleTree.descriptor("kernels").exports().stream()
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    assertEquals(Set.of("dev.unroll.kernels"), exported);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyModuleAndEveryPackageStatesItsRule(String module) throws IOException {
    saysSomething(ModuleTree.sources(module).resolve("module-info.java"));
    for (Map.Entry<String, Set<String>> entry : ModuleTree.sourcePackages(module).entrySet()) {
      String name = entry.getKey();
      assertTrue(
          entry.getValue().contains("package-info.java"), name + " has no package-info.java");
      saysSomething(
          ModuleTree.sources(module).resolve(name.replace('.', '/') + "/package-info.java"));
    }
  }

  private static void saysSomething(Path file) throws IOException {
    assertTrue(Files.readString(file).matches("(?s)/// *[^\\s/].*"), file + " says nothing");
  }

  /// The rules above hold for an empty set of classes too, so this asserts that some are read.
  @Test
  void classesAndTheirReferencesAreSeen() {
    Set<String> targets =
        ModuleTree.references("kernels").stream()
            .flatMap(references -> references.targets().stream())
            .collect(Collectors.toSet());
    assertTrue(targets.contains("dev.unroll.core.Checks"), () -> "seen: " + targets);
  }

  private interface Violation {
    boolean test(String sourcePackage, String targetClass);
  }

  private static void assertNone(String module, Violation violation) {
    Map<String, Set<String>> found = new TreeMap<>();
    for (References references : ModuleTree.references(module)) {
      for (String target : references.targets()) {
        if (violation.test(references.packageName(), target)) {
          found.computeIfAbsent(references.className(), key -> new TreeSet<>()).add(target);
        }
      }
    }
    assertEquals(Map.of(), found, "classes that refer to what they must not");
  }

  private static Set<String> required(ModuleDescriptor descriptor, Predicate<String> condition) {
    return descriptor.requires().stream()
        .map(ModuleDescriptor.Requires::name)
        .filter(condition)
        .collect(Collectors.toSet());
  }

  /// The module of a class by its name: `dev.unroll.MODULE.…`; null for what is not ours.
  private static String moduleOf(String className) {
    String[] parts = className.split("\\.");
    return className.startsWith("dev.unroll.") && parts.length > 3 ? parts[2] : null;
  }
}
