package dev.unroll.spark;

import static dev.unroll.autograd.op.Ops.matmul;
import static dev.unroll.autograd.op.Ops.multiply;
import static dev.unroll.autograd.op.Ops.sigmoid;
import static dev.unroll.autograd.op.Ops.softmax;
import static dev.unroll.autograd.op.Ops.sum;
import static dev.unroll.autograd.op.Ops.tanh;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Kernels;
import dev.unroll.models.training.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What has to be the same wherever a training runs, so that its bits are: the JVM, the library, and what its
/// kernels compute.
///
/// @param jvm name and version
/// @param library the beginning of a hash of its jars
/// @param kernels the beginning of a hash of what they gave
record WorkerHost(String jvm, String library, String kernels) {
  /// This process.
  static WorkerHost here() {
    return Here.HOST;
  }

  /// Found out once a process.
  private static final class Here {
    private static final WorkerHost HOST =
        new WorkerHost(
            System.getProperty("java.vm.name") + " " + Runtime.version(),
            library(List.of(Tensor.class, Kernels.class, Trainer.class, WorkerHost.class)),
            kernelBits());
  }

  static WorkerHost parsed(String text) {
    String[] parts = text.split("\\|", -1);
    return new WorkerHost(parts[0], parts[1], parts[2]);
  }

  /// As [#parsed] takes it.
  String text() {
    return jvm + "|" + library + "|" + kernels;
  }

  /// How another one differs, for people; null if it does not.
  String differenceTo(WorkerHost other) {
    if (!jvm.equals(other.jvm)) {
      return "the JVM %s instead of %s".formatted(other.jvm, jvm);
    }
    if (!library.equals(other.library)) {
      return "another build of unroll (%s instead of %s)".formatted(other.library, library);
    }
    if (!kernels.equals(other.kernels)) {
      return "kernels that give other bits (%s instead of %s)".formatted(other.kernels, kernels);
    }
    return null;
  }

  /// Refuses a JDK that is known to corrupt data: 25.0.0 to 25.0.2, under the G1 collector.
  ///
  /// @throws IllegalStateException if it is one
  static void requireUsable(Runtime.Version version) {
    if (version.feature() == 25 && version.interim() == 0 && version.update() <= 2) {
      throw new IllegalStateException(
          "JDK %s corrupts data under its collector G1: use 25.0.3 or newer".formatted(version));
    }
  }

  /// The hash of all classes in the jars, or directories, of some.
  private static String library(List<Class<?>> classes) {
    MessageDigest digest = sha256();
    for (Class<?> each : classes) {
      try {
        Path source = Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(source)) {
          addClasses(digest, source);
        } else {
          try (FileSystem jar = FileSystems.newFileSystem(source)) {
            addClasses(digest, jar.getRootDirectories().iterator().next());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the jar of " + each.getName() + " cannot be read", e);
      } catch (URISyntaxException e) {
        throw new IllegalStateException("the jar of " + each.getName() + " has no place", e);
      }
    }
    return beginning(digest);
  }

  private static void addClasses(MessageDigest digest, Path root) throws IOException {
    SortedMap<String, Path> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.endsWith("module-info.class")) // the jar tool writes it anew
          .forEach(file -> classes.put(root.relativize(file).toString(), file));
    }
    for (Path file : classes.values()) {
      digest.update(Files.readAllBytes(file));
    }
  }

  /// The hash of a product, of activations, and of a sum: what all kernels are made of.
  private static String kernelBits() {
    RandomStream random = new RandomStream(17);
    Tensor a = Tensor.zeros(7, 37);
    Tensor b = Tensor.zeros(37, 19);
    random.fillNormal(a, 0, 1);
    random.fillNormal(b, 0, 1);
    MessageDigest digest = sha256();
    Tape tape = new Tape();
    Variable product = matmul(tape.constant(a), tape.constant(b));
    add(digest, softmax(product, 1).value());
    add(digest, sum(multiply(tanh(product), sigmoid(product)), 0).value());
    return beginning(digest);
  }

  private static void add(MessageDigest digest, Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.elements());
    for (float value : tensor.toArray()) {
      bytes.putFloat(value);
    }
    digest.update(bytes.flip());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String beginning(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }
}
