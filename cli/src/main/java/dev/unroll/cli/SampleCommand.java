package dev.unroll.cli;

import dev.unroll.core.RandomStream;
import dev.unroll.models.old.CharacterLanguageModel;
import dev.unroll.models.old.CharacterStream;
import dev.unroll.models.old.Sampling;
import dev.unroll.models.text.Vocabulary;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes text with a model, character by character.
@Command(
    name = "sample",
    sortOptions = false,
    description = {"Writes text with a model. The same seed gives the same text.", ""})
final class SampleCommand implements Callable<Integer>, OutputUser {
  @Mixin private ModelFile model;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Text to continue; without one the model begins as after a newline.")
  private String prompt;

  @Option(
      names = "--length",
      paramLabel = "N",
      defaultValue = "500",
      description = "Characters to write after the prompt; default 500.")
  private int length;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      defaultValue = "0.8",
      description = "Below 1 safer, above 1 wilder, 0 always the likeliest character; default 0.8.")
  private float temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Choose among the K likeliest characters only; default all.")
  private int topK;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seed of the random choices; default 1.")
  private long seed;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    Sampling sampling = new Sampling(length, temperature, topK, seed);
    write(model.load(), sampling);
    return 0;
  }

  /// Writes the prompt and what [CharacterLanguageModel#generate] gives, each character as soon as it
  /// is chosen.
  private void write(CharacterLanguageModel loaded, Sampling sampling) {
    Vocabulary vocabulary = loaded.vocabulary();
    int[] context = vocabulary.encode(prompt);
    CharacterStream stream = loaded.stream();
    if (context.length == 0) {
      stream.feed(Math.max(0, vocabulary.idOf('\n')));
    }
    for (int id : context) {
      stream.feed(id);
    }
    print(prompt);
    RandomStream random = new RandomStream(sampling.seed());
    PrintStream out = output.out();
    for (int i = 0; i < sampling.length() && !out.checkError(); i++) {
      int id = stream.choose(sampling.temperature(), sampling.topK(), random);
      print(Character.toString(vocabulary.codePoint(id)));
      stream.feed(id);
    }
    out.println();
  }

  private void print(String text) {
    output.out().print(output.terminal() ? Output.harmless(text) : text);
  }
}
