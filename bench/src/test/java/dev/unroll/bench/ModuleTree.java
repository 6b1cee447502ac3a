package dev.unroll.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the compiled modules of this checkout refer to, read from their class files.
final class ModuleTree {
  private static final Pattern CLASS_IN_DESCRIPTOR = Pattern.compile("L([^;<]+);");

  /// The directory that holds the modules.
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize().getParent();

  private ModuleTree() {}

  /// The names of a module's methods, each with its class and its descriptor.
  static List<String> signatures(String module) {
    return files(classes(module), ".class").stream()
        .map(ModuleTree::parse)
        .flatMap(
            model ->
                model.methods().stream()
                    .map(
                        method ->
                            model.thisClass().asInternalName().replace('/', '.')
                                + "."
                                + method.methodName().stringValue()
                                + method.methodType().stringValue()))
        .toList();
  }

  /// One class and the classes it names, with dots.
  record References(String module, String className, Set<String> targets) {
    String packageName() {
      return packageOf(className);
    }
  }

  static String packageOf(String className) {
    return className.substring(0, Math.max(0, className.lastIndexOf('.')));
  }

  static Path sources(String module) {
    return ROOT.resolve(module).resolve("src/main/java");
  }

  static Path pom(String module) {
    return ROOT.resolve(module).resolve("pom.xml");
  }

  /// The compiled `module-info` of a module.
  static ModuleDescriptor descriptor(String module) {
    try (InputStream in = Files.newInputStream(classes(module).resolve("module-info.class"))) {
      return ModuleDescriptor.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Every class of a module but its `module-info`, with what it names.
  static List<References> references(String module) {
    return files(classes(module), ".class").stream()
        .filter(file -> !file.endsWith("module-info.class"))
        .map(file -> read(module, file))
        .toList();
  }

  /// The packages of a module that hold Java files, each with the names of these files.
  static TreeMap<String, Set<String>> sourcePackages(String module) {
    TreeMap<String, Set<String>> packages = new TreeMap<>();
    Path sources = sources(module);
    for (Path file : files(sources, ".java")) {
      Path directory = sources.relativize(file.getParent());
      if (!directory.toString().isEmpty()) {
        String name = directory.toString().replace(directory.getFileSystem().getSeparator(), ".");
        packages.computeIfAbsent(name, key -> new TreeSet<>()).add(file.getFileName().toString());
      }
    }
    return packages;
  }

  private static Path classes(String module) {
    return ROOT.resolve(module).resolve("target/classes");
  }

  private static List<Path> files(Path directory, String suffix) {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static References read(String module, Path file) {
    ClassModel model = parse(file);
    Set<String> targets = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> addClass(type.asInternalName(), targets);
        case NameAndTypeEntry member -> addDescriptor(member.type().stringValue(), targets);
        case MethodTypeEntry type -> addDescriptor(type.descriptor().stringValue(), targets);
        default -> {}
      }
    }
    model.fields().forEach(field -> addDescriptor(field.fieldType().stringValue(), targets));
    model.methods().forEach(method -> addDescriptor(method.methodType().stringValue(), targets));
    return new References(module, model.thisClass().asInternalName().replace('/', '.'), targets);
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addClass(String internalName, Set<String> targets) {
    if (internalName.startsWith("[")) {
      addDescriptor(internalName, targets);
    } else {
      targets.add(internalName.replace('/', '.'));
    }
  }

  private static void addDescriptor(String descriptor, Set<String> targets) {
    Matcher matcher = CLASS_IN_DESCRIPTOR.matcher(descriptor);
    while (matcher.find()) {
      targets.add(matcher.group(1).replace('/', '.'));
    }
  }
}
