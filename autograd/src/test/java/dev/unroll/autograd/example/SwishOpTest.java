package dev.unroll.autograd.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.GradientCheck;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The documented way to add an operation: it works, and it is what the documentation shows.
final class SwishOpTest {
  @Test
  void passesTheGradientCheck() {
    Tensor x = Tensor.of(Shape.of(2, 3), -2, -0.5f, 0, 0.25f, 1, 3);
    GradientCheck check = GradientCheck.of((_, in) -> new Variable[] {SwishOp.apply(in[0])}, x);
    check.elements().orThrow();
    check.directions(5, new RandomStream(1)).orThrow();
  }

  @Test
  void isTheExampleInTheDocumentation() throws IOException {
    Path sources = Path.of("src").toAbsolutePath();
    String documented =
        Files.readString(sources.resolve("main/java/dev/unroll/autograd/Operation.java"))
            .lines()
            .filter(line -> line.startsWith("///     "))
            .map(line -> line.substring(8).strip())
            .collect(Collectors.joining("\n"));
    String written =
        Files.readString(sources.resolve("test/java/dev/unroll/autograd/example/SwishOp.java"))
            .lines()
            .dropWhile(line -> !line.startsWith("public final class"))
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n"));
    assertEquals(written, documented);
  }
}
