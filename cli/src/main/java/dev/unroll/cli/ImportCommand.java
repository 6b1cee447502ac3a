package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.io.SafetensorsWriter;
import dev.unroll.interop.ImportedModel;
import dev.unroll.interop.Verification;
import dev.unroll.interop.array.NdArray;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.layer.Cell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Says what a model of another library is, converts it, and compares it with what is expected of it.
@Command(
    name = "import",
    sortOptions = false,
    description = {
      "Says what a model of PyTorch, Keras or ONNX holds: layers, extents, operators, what they run on.",
      "Converts its weights to safetensors, and checks what it computes.",
      ""
    })
final class ImportCommand implements Callable<Integer>, OutputUser {
  @Mixin private ForeignFile file;

  @Option(
      names = "--out",
      paramLabel = "X.safetensors",
      description = "Write the weights there, by the names and in the layouts of torch.nn.")
  private Path out;

  @Option(
      names = "--verify",
      paramLabel = "EXPECTED.safetensors",
      description = {
        "Run the model on the tensors in.NAME of a file and compare what it gives with out.NAME (in2 and"
            + " out2 are another call); exit status 1 if an error is above the tolerance."
      })
  private Path expected;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      defaultValue = "1e-5",
      description =
          "With --verify: the largest error, X + X times the expected number; default 1e-5.")
  private double tolerance;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    ImportedModel model = file.read();
    for (String line : model.description()) {
      output.println(Output.harmless(line));
    }
    if (out != null) {
      write(model);
    }
    return expected == null ? 0 : verify(model);
  }

  private void write(ImportedModel model) throws IOException {
    if (model.ownModel() != null) {
      Models.save(model.ownModel(), out);
      output.printf("wrote      a model of the kind %s to %s", model.ownModel().kind(), out);
      return;
    }
    Map<String, NdArray> tensors = model.tensors();
    SafetensorsWriter writer =
        new SafetensorsWriter().metadata("source", file.path().getFileName().toString());
    Stage.PREPARATION.run(
        () -> {
          tensors.forEach((name, array) -> array.addTo(writer, name));
          return null;
        });
    writer.write(out);
    output.printf("wrote      %,d tensors to %s", tensors.size(), out);
  }

  private int verify(ImportedModel model) throws IOException {
    try (SafetensorsFile wanted = SafetensorsFile.open(expected)) {
      List<Verification.Result> results =
          Stage.PREPARATION.run(() -> Verification.run(model, wanted, tolerance));
      if (results.isEmpty()) {
        throw new IOException(expected + ": expected tensors out.NAME, found none");
      }
      boolean passed = results.stream().allMatch(Verification.Result::passed);
      boolean assumed = model.description().stream().anyMatch(line -> line.startsWith("assumed"));
      if (!passed && assumed && !file.saysNonlinearity()) {
        // A file of PyTorch does not say whether a simple RNN has tanh or ReLU: the other may fit.
        ImportedModel other = file.read(Cell.RNN_RELU);
        List<Verification.Result> others =
            Stage.PREPARATION.run(() -> Verification.run(other, wanted, tolerance));
        if (others.stream().allMatch(Verification.Result::passed)) {
          output.println("verified   with --nonlinearity relu, which fits");
          results = others;
          passed = true;
        }
      }
      results.forEach(this::print);
      output.printf(
          "%s at most %s + %s times the expected number",
          passed ? "passed    " : "failed    ", tolerance, tolerance);
      return passed ? 0 : 1;
    }
  }

  private void print(Verification.Result result) {
    String name = Output.harmless(result.name());
    if (result.problem() != null) {
      output.printf("verified   %s: %s", name, result.problem());
    } else {
      output.printf(
          "verified   %s: largest error %.3g, %.0f ulp%s",
          name, result.largest(), result.ulps(), result.passed() ? "" : ": too large");
    }
  }
}
