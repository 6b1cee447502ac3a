package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.io.SafetensorsWriter;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.array.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `unroll import` and `unroll run`, on a model of torch's layers: Embedding, RNN, Linear.
final class ImportCommandTest {
  @TempDir private Path directory;

  private Path model;
  private Path input;

  private static Tensor random(RandomStream random, int... shape) {
    Tensor tensor = Tensor.zeros(shape);
    random.fillUniform(tensor, -1, 1);
    return tensor;
  }

  @BeforeEach
  void write() throws IOException {
    RandomStream random = new RandomStream(3);
    model = directory.resolve("model.safetensors");
    new SafetensorsWriter()
        .add("emb.weight", random(random, 7, 3))
        .add("rnn.weight_ih_l0", random(random, 4, 3))
        .add("rnn.weight_hh_l0", random(random, 4, 4))
        .add("rnn.bias_ih_l0", random(random, 4))
        .add("rnn.bias_hh_l0", random(random, 4))
        .add("out.weight", random(random, 2, 4))
        .add("out.bias", random(random, 2))
        .write(model);
    input = directory.resolve("x.npy");
    NpyFile.write(input, NdArray.of(Shape.of(2, 3), 1L, 2, 3, 4, 5, 6));
  }

  private Path run(Object... more) throws IOException {
    Path out = directory.resolve("y.npy");
    Object[] arguments = new Object[6 + more.length];
    System.arraycopy(
        new Object[] {"run", model, "--input", input, "--out", out}, 0, arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    Unroll.run(arguments).succeeds();
    return out;
  }

  @Test
  void saysWhatAFileHolds() throws IOException {
    String text = Unroll.run("import", model).succeeds().out();
    assertTrue(text.contains("tensors    7 of F32, 67 numbers"), text);
    assertTrue(text.contains("layer      emb: Embedding(7, 3)"), text);
    assertTrue(text.contains("layer      rnn: RNN(3, 4)"), text);
    assertTrue(text.contains("layer      out: Linear(4, 2)"), text);
    assertTrue(text.contains("assumed    RNN has tanh"), text);
  }

  @Test
  void convertsAndVerifies() throws IOException {
    NdArray y = NpyFile.read(run("--nonlinearity", "relu"));
    assertEquals(Shape.of(2, 3, 2), y.shape());
    Path expected = directory.resolve("expected.safetensors");
    Path converted = directory.resolve("converted.safetensors");
    new SafetensorsWriter()
        .add("in.x", Shape.of(2, 3), new long[] {1, 2, 3, 4, 5, 6})
        .add("out.y", y.tensor())
        .write(expected);
    Unroll program =
        Unroll.run("import", model, "--out", converted, "--verify", expected).succeeds();
    assertTrue(program.out().contains("wrote      7 tensors"), program::out);
    assertTrue(program.out().contains("with --nonlinearity relu, which fits"), program::out);
    assertTrue(program.out().contains("out.y: largest error 0.00, 0 ulp"), program::out);
    try (SafetensorsFile before = SafetensorsFile.open(model);
        SafetensorsFile after = SafetensorsFile.open(converted)) {
      assertEquals(before.names(), after.names());
      assertArrayEquals(
          before.tensor("rnn.weight_ih_l0").data(), after.tensor("rnn.weight_ih_l0").data());
      assertEquals("model.safetensors", after.metadata().get("source"));
    }
    Unroll wrong = Unroll.run("import", model, "--verify", expected, "--nonlinearity", "tanh");
    assertEquals(1, wrong.status(), wrong::out);
    assertTrue(wrong.out().contains("too large"), wrong::out);
    assertTrue(wrong.out().contains("failed"), wrong::out);
    Unroll.run(
            "import", model, "--verify", expected, "--nonlinearity", "tanh", "--tolerance", "100")
        .succeeds();
  }

  @Test
  void inputsComeFromEitherFormat() throws IOException {
    byte[] fromNpy = Files.readAllBytes(run());
    Path tensors = directory.resolve("in.safetensors");
    new SafetensorsWriter()
        .add("in.x", Shape.of(2, 3), new long[] {1, 2, 3, 4, 5, 6})
        .write(tensors);
    Path out = directory.resolve("out.safetensors");
    Unroll.run("run", model, "--input", tensors, "--out", out).succeeds();
    try (SafetensorsFile results = SafetensorsFile.open(out)) {
      assertArrayEquals(NpyFile.of("y", fromNpy).tensor().data(), results.tensor("y").data());
    }
    String text = Unroll.run("run", model, "--input", "x=" + input).succeeds().out();
    assertTrue(text.startsWith("y F32 [2, 3, 2]: "), text);
  }

  @Test
  void badInput() throws IOException {
    Unroll.run("import", directory.resolve("none")).fails("no such file");
    Unroll.run("import", input)
        .fails("expected a model of PyTorch (.pt), Keras (.keras, .h5), ONNX");
    Unroll.run("import", model, "--verify", model).fails("expects the inputs [x]");
    Path none = directory.resolve("none.safetensors");
    new SafetensorsWriter().write(none);
    Unroll.run("import", model, "--verify", none).fails("expected tensors out.NAME, found none");
    Unroll.run("run", model).fails("--input");
    Unroll.run("run", model, "--input", model).fails("expects the inputs [x]");
    NpyFile.write(input, NdArray.of(Shape.of(1, 1), 7L));
    Unroll.run("run", model, "--input", input).fails("from 0 to 6, got 7");
  }
}
