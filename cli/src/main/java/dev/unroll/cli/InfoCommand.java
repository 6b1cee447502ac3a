package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Section;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Tells what is in a checkpoint.
@Command(
    name = "info",
    sortOptions = false,
    description = {"Tells what is in a checkpoint.", ""})
final class InfoCommand implements Callable<Integer>, OutputUser {
  @Parameters(arity = "0..1", paramLabel = "MODEL", description = ModelFile.DESCRIPTION)
  private Path path;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    Path file = ModelFile.resolve(path);
    Checkpoint checkpoint = Stage.BUILDING.run(() -> Checkpoint.read(file));
    Section model = checkpoint.section(Checkpoint.MODEL);
    long parameters = model.tensors().values().stream().mapToLong(Tensor::elements).sum();
    output.printf("file        %s, %,d bytes", file, Files.size(file));
    output.printf("kind        %s", safe(model.strings().getOrDefault(Checkpoint.KIND, "none")));
    output.printf("parameters  %,d", parameters);
    List<Score> scores = Trainer.scores(checkpoint);
    scores.forEach(score -> output.printf("validation  %s", shown(score)));
    for (Section section : checkpoint.sections()) {
      Map<String, String> strings = new LinkedHashMap<>(section.strings());
      strings.keySet().removeIf(key -> key.equals(Checkpoint.KIND) || isScore(section, key));
      print(section.name(), strings);
    }
    output.println("tensors");
    for (Section section : checkpoint.sections()) {
      String prefix = section.name().equals(Checkpoint.MODEL) ? "" : section.name() + "/";
      int width = width(section.tensors().keySet()) + prefix.length();
      section
          .tensors()
          .forEach(
              (name, tensor) ->
                  output.printf("  %-" + width + "s  %s", prefix + safe(name), tensor.shape()));
    }
    return 0;
  }

  /// Whether a string is a part of the scores, which are told as such.
  private static boolean isScore(Section section, String key) {
    return section.name().equals(Trainer.VALIDATION)
        && (key.equals("scores") || Character.isDigit(key.charAt(0)));
  }

  private void print(String heading, Map<String, String> strings) {
    if (strings.isEmpty()) {
      return;
    }
    output.println(safe(heading));
    int width = width(strings.keySet());
    strings.forEach(
        (key, value) -> output.printf("  %-" + width + "s  %s", safe(key), shortened(value)));
  }

  private static int width(Iterable<String> names) {
    int width = 1;
    for (String name : names) {
      width = Math.max(width, name.length());
    }
    return width;
  }

  /// A value in one line that is not too long.
  private static String shortened(String value) {
    long lines = value.lines().count();
    if (lines > 1) {
      String joined = value.lines().collect(Collectors.joining(" "));
      return "%,d lines: %s".formatted(lines, MalformedFileException.quote(joined));
    }
    boolean plain = value.length() <= 60 && value.equals(safe(value));
    return plain ? value : MalformedFileException.quote(value);
  }

  private static String shown(Score score) {
    return Output.harmless(score.toString()).replaceAll("\\R", "?");
  }

  private static String safe(String name) {
    return Output.harmless(name).replaceAll("\\s", "?");
  }
}
