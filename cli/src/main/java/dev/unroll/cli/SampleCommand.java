package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.cli.options.CommandOptions;
import dev.unroll.cli.options.RecordOptions;
import dev.unroll.core.RandomStream;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelKind;
import dev.unroll.models.language.LanguageStream;
import dev.unroll.models.language.Sampling;
import dev.unroll.models.text.Tokenizer;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Writes text with a language model, token by token.
@Command(
    name = "sample",
    sortOptions = false,
    description = {"Writes text with a language model. The same seed gives the same text.", ""})
final class SampleCommand implements Callable<Integer> {
  private static final Sampling DEFAULTS = Sampling.of(500);
  private static final RecordOptions<Sampling> OPTIONS =
      RecordOptions.of(DEFAULTS, Set.of("--model", "--prompt"));

  private final Output output;
  private CommandSpec spec;

  @Mixin private ModelFile model;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Text to continue; without one the model begins as after a newline.")
  private String prompt;

  private SampleCommand(Output output) {
    this.output = output;
  }

  static CommandSpec spec(Output output) {
    SampleCommand command = new SampleCommand(output);
    command.spec = CommandSpec.forAnnotatedObject(command);
    CommandOptions.add(command.spec, "How to choose", OPTIONS.options());
    return command.spec;
  }

  @Override
  public Integer call() throws IOException {
    Sampling sampling =
        Stage.PREPARATION.run(
            () ->
                OPTIONS.read(
                    DEFAULTS,
                    CommandOptions.given(spec.commandLine().getParseResult(), OPTIONS.options())));
    LanguageModel loaded = model.load(new LanguageModelKind());
    int[] context =
        Stage.READING.run(() -> loaded.vocabulary().encode(prompt, loaded.options().tokenizer()));
    Stage.USE.run(
        () -> {
          write(loaded, context, sampling);
          return null;
        });
    return 0;
  }

  /// Writes the prompt and what [LanguageModel#generate] gives, each token as soon as it is chosen.
  private void write(LanguageModel loaded, int[] context, Sampling sampling) {
    LanguageStream stream = loaded.stream();
    if (context.length == 0) {
      stream.feed(loaded.beginning());
    }
    for (int id : context) {
      stream.feed(id);
    }
    print(prompt);
    String between = loaded.options().tokenizer() == Tokenizer.CHARACTERS ? "" : " ";
    RandomStream random = new RandomStream(sampling.seed());
    for (int i = 0; i < sampling.length() && !output.out().checkError(); i++) {
      int id = stream.choose(sampling, random);
      print((i == 0 && prompt.isEmpty() ? "" : between) + loaded.vocabulary().token(id));
      stream.feed(id);
    }
    output.out().println();
  }

  private void print(String text) {
    output.out().print(output.terminal() ? Output.harmless(text) : text);
  }
}
