package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.SafetensorsWriter;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.text.TokenVocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `unroll export`, and `unroll run` of what it wrote.
final class ExportCommandTest {
  @TempDir private Path directory;

  @Test
  void whatIsWrittenRuns() throws IOException {
    LanguageModel model =
        LanguageModel.build(
            LanguageModelOptions.characters(Cell.GRU, 4),
            TokenVocabulary.of(Set.of(), List.of("a", "b", "c")),
            1);
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    Path onnx = directory.resolve("model.onnx");
    String text = Unroll.run("export", file, "--onnx", onnx).succeeds().out();
    assertTrue(text.contains("reads  tokens int64 [time, batch]"), text);
    assertTrue(text.contains("gives  logits float [time, batch, 3]"), text);

    Path inputs = directory.resolve("inputs.safetensors");
    new SafetensorsWriter()
        .add("tokens", Shape.of(3, 1), new long[] {0, 2, 1})
        .add("h_l0", Tensor.zeros(1, 1, 4))
        .write(inputs);
    String run = Unroll.run("run", onnx, "--input", inputs).succeeds().out();
    assertTrue(run.contains("logits F32 [3, 1, 3]"), run);
  }

  @Test
  void whereToWriteMustBeSaid() {
    Unroll.run("export", directory.resolve("model.safetensors")).fails(2, "--onnx");
  }
}
