package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.interop.onnx.OnnxModel;
import dev.unroll.interop.onnx.OnnxValue;
import dev.unroll.interop.onnx.export.OnnxExport;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.checkpoint.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes a model for other runtimes.
@Command(
    name = "export",
    sortOptions = false,
    description = {"Writes a model as an ONNX file, for other runtimes.", ""})
final class ExportCommand implements Callable<Integer>, OutputUser {
  @Parameters(paramLabel = "MODEL", arity = "0..1", description = ModelFile.DESCRIPTION)
  private Path model;

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      required = true,
      description = "Write the graph with its weights there: opset 17, time and batch open.")
  private Path onnx;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    Path file = ModelFile.resolve(model);
    Model read = Stage.BUILDING.run(() -> Models.load(file));
    try {
      OnnxExport.write(read, onnx);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    OnnxModel written = OnnxModel.read(onnx);
    print("reads", written.inputs());
    print("gives", written.outputs());
    output.printf("wrote %,d bytes to %s", Files.size(onnx), onnx);
    return 0;
  }

  private void print(String what, List<OnnxValue> values) {
    values.forEach(value -> output.printf("%-6s %s", what, value));
  }
}
