package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.cli.music.MidiFile;
import dev.unroll.cli.music.Tune;
import dev.unroll.cli.music.Tunes;
import dev.unroll.cli.options.CommandOptions;
import dev.unroll.cli.options.RecordOptions;
import dev.unroll.core.RandomStream;
import dev.unroll.models.language.Sampling;
import dev.unroll.models.language.TextModel;
import dev.unroll.models.language.TextWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
      RecordOptions.of(DEFAULTS, Set.of("--model", "--prompt", "--midi"));

  private final Output output;
  private CommandSpec spec;

  /// What was printed.
  private final StringBuilder written = new StringBuilder();

  @Mixin private ModelFile model;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Text to continue; without one the model begins as after a newline.")
  private String prompt;

  @Option(
      names = "--midi",
      paramLabel = "FILE",
      description =
          "Write a tune in ABC notation to a MIDI file: the first that passes a check of its syntax.")
  private Path midi;

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
    TextModel loaded = model.loadTextModel();
    int[] context = Stage.READING.run(() -> loaded.vocabulary().encode(prompt, loaded.tokenizer()));
    Stage.USE.run(
        () -> {
          write(loaded, context, sampling);
          return null;
        });
    if (midi != null) {
      play();
    }
    return 0;
  }

  private void play() throws IOException {
    Tunes tunes = Tunes.written(written.toString());
    output.println(tunes.verdict());
    Optional<Tune> tune = tunes.playable();
    if (tune.isEmpty()) {
      throw new IOException(
          "there is no tune in ABC notation in the text, so %s is not written: the model should have learned music, and --prompt X: begins a tune"
              .formatted(midi));
    }
    MidiFile.write(tune.get(), midi);
    output.printf("wrote %s: %s", midi, Output.harmless(tune.get().title()));
  }

  /// Writes the prompt and what [TextModel#generate] gives, each token as soon as it is chosen.
  private void write(TextModel loaded, int[] context, Sampling sampling) {
    TextWriter writer = new TextWriter(loaded, context);
    print(prompt);
    String between = prompt.isEmpty() ? "" : loaded.tokenizer().separator();
    RandomStream random = new RandomStream(sampling.seed());
    for (int i = 0; i < sampling.length() && !output.out().checkError(); i++) {
      int id = writer.choose(sampling, random);
      if (id == loaded.end()) {
        break;
      }
      print(between + loaded.vocabulary().token(id));
      between = loaded.tokenizer().separator();
      writer.accept(id);
    }
    output.out().println();
  }

  private void print(String text) {
    written.append(text);
    output.out().print(output.terminal() ? Output.harmless(text) : text);
  }
}
