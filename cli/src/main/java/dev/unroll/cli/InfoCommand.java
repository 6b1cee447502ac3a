package dev.unroll.cli;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.models.old.CheckpointInfo;
import dev.unroll.models.old.ModelOptions;
import dev.unroll.models.old.training.EpochResult;
import dev.unroll.models.old.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Tells what is in a checkpoint.
@Command(
    name = "info",
    sortOptions = false,
    description = {"Tells what is in a checkpoint.", ""})
final class InfoCommand implements Callable<Integer>, OutputUser {
  @Parameters(
      paramLabel = "FILE",
      description = "The checkpoint, or a directory that unroll train wrote.")
  private Path path;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    Path file = ModelFile.resolve(path);
    CheckpointInfo info = CheckpointInfo.read(file);
    output.printf("file        %s, %,d bytes", file, Files.size(file));
    print(info.model().options());
    output.printf("parameters  %,d", info.model().parameterCount());
    output.printf(
        "vocabulary  %d characters: %s",
        info.model().vocabulary().size(),
        MalformedFileException.quote(info.model().vocabulary().characters()));
    if (info.training() != null) {
      print(info.training());
    }
    if (info.step() >= 0) {
      output.printf("step        %,d", info.step());
    }
    if (!Double.isNaN(info.validation())) {
      output.printf("validation  %.3f nats/char", info.validation());
    }
    printHistory(info);
    output.println("tensors");
    int width = info.tensors().keySet().stream().mapToInt(String::length).max().orElse(0);
    info.tensors()
        .forEach((name, shape) -> output.printf("  %-" + width + "s  %s", safe(name), shape));
    return 0;
  }

  private void print(ModelOptions model) {
    output.printf(
        "model       %s, %d hidden units, %d %s, dropout %s, %s",
        model.cell().description(),
        model.hidden(),
        model.layers(),
        model.layers() == 1 ? "layer" : "layers",
        model.dropout(),
        model.singleBias() ? "one bias" : "two biases");
  }

  private void print(TrainingOptions training) {
    output.printf(
        "training    batch %d, sequence %d, %s loss, validation %s, seed %d",
        training.batch(),
        training.sequence(),
        training.reduction().name().toLowerCase(java.util.Locale.ROOT),
        training.validation(),
        training.seed());
    output.printf("optimizer   %s", training.optimizer());
    output.printf("clipping    %s", training.clipping());
  }

  private void printHistory(CheckpointInfo info) {
    if (info.epochs().isEmpty()) {
      return;
    }
    output.println("epoch      step  training  validation");
    for (EpochResult epoch : info.epochs()) {
      output.printf(
          "%5d  %8d  %8.3f  %10.3f", epoch.epoch(), epoch.step(), epoch.loss(), epoch.validation());
    }
  }

  private static String safe(String name) {
    return Output.harmless(name).replaceAll("\\s", "?");
  }
}
