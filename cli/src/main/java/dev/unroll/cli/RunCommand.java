package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.io.SafetensorsWriter;
import dev.unroll.interop.ImportedModel;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.array.NpyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs a model of another library.
@Command(
    name = "run",
    sortOptions = false,
    description = {"Runs a model of PyTorch, Keras or ONNX on arrays from files.", ""})
final class RunCommand implements Callable<Integer>, OutputUser {
  private static final int SHOWN = 8;

  @Mixin private ForeignFile file;

  @Option(
      names = "--input",
      paramLabel = "[NAME=]FILE",
      required = true,
      description =
          "An input: a .npy file, for the input of this name if there are several; or a safetensors file of"
              + " inputs by name, called NAME or in.NAME.")
  private List<String> inputs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write the outputs there, as safetensors, or as .npy where there is one; unless given, the"
              + " first numbers of each are printed.")
  private Path out;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    ImportedModel model = file.read();
    if (model.obstacle() != null) {
      throw new IOException(file.path() + ": cannot run the model: " + model.obstacle());
    }
    Map<String, NdArray> given = new LinkedHashMap<>();
    for (String input : inputs) {
      read(input, given);
    }
    Map<String, NdArray> results = Stage.PREPARATION.run(() -> model.run(given));
    if (out == null) {
      results.forEach(this::print);
    } else {
      write(results);
    }
    return 0;
  }

  private static boolean isNpy(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".npy");
  }

  private static void read(String input, Map<String, NdArray> to) throws IOException {
    int equals = input.indexOf('=');
    String name = equals < 0 ? "x" : input.substring(0, equals);
    Path path = Path.of(input.substring(equals + 1));
    if (isNpy(input)) {
      to.put(name, NpyFile.read(path));
      return;
    }
    try (SafetensorsFile tensors = SafetensorsFile.open(path)) {
      for (String tensor : tensors.names()) {
        if (!tensor.matches("(in[0-9]+|out[0-9]*|oracle[0-9]*)\\..*")) {
          to.put(tensor.replaceFirst("^in\\.", ""), NdArray.read(tensors, tensor));
        }
      }
    }
  }

  private void print(String name, NdArray array) {
    double[] numbers = array.doubles();
    StringJoiner first = new StringJoiner(", ");
    for (double number : Arrays.copyOf(numbers, Math.min(SHOWN, numbers.length))) {
      first.add(array.isFloat() ? "%.6g".formatted(number) : Long.toString((long) number));
    }
    output.printf(
        "%s %s: %s%s", Output.harmless(name), array, first, numbers.length > SHOWN ? ", …" : "");
  }

  private void write(Map<String, NdArray> results) throws IOException {
    if (isNpy(out.toString())) {
      if (results.size() != 1) {
        throw new IOException(
            "%s: the model gives %d arrays, a .npy file holds one: name a .safetensors file"
                .formatted(out, results.size()));
      }
      NpyFile.write(out, results.values().iterator().next());
    } else {
      SafetensorsWriter writer = new SafetensorsWriter();
      results.forEach((name, array) -> array.addTo(writer, name));
      writer.write(out);
    }
    output.printf("wrote %d arrays to %s", results.size(), out);
  }
}
