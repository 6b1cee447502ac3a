package dev.unroll.cli.kind;

import dev.unroll.models.language.TextGenData;
import dev.unroll.models.language.TextGenOptions;
import dev.unroll.models.language.TextGenRnn;
import dev.unroll.models.language.TextGenRnnKind;
import dev.unroll.models.language.TextGenTask;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.text.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// The kind `textgenrnn`: Woolf's model, which writes short texts such as headlines.
public final class TextGenProgram implements Program<TextGenRun, TextGenRnn> {
  /// The kind, of which one is enough.
  public TextGenProgram() {}

  @Override
  public String name() {
    return "textgenrnn";
  }

  @Override
  public String description() {
    return "Woolf's textgenrnn: two LSTMs and attention over the last 40 characters; each line of the file is a text to write the like of.";
  }

  @Override
  public TextGenRun defaults() {
    return run(TextGenOptions.characters());
  }

  @Override
  public Map<String, TextGenRun> presets() {
    return Map.of("words", run(TextGenOptions.words()));
  }

  private static TextGenRun run(TextGenOptions model) {
    return new TextGenRun(
        TextData.defaults(),
        model,
        WordOptions.defaults(),
        true,
        Initializer.keras(),
        TextGenTask.BATCH,
        0.1f,
        TextGenTask.training(1));
  }

  @Override
  public TextGenRnnKind kind() {
    return new TextGenRnnKind();
  }

  @Override
  public Prepared<?> prepare(TextGenRun run, TextGenRnn given, Purpose purpose, Console console)
      throws IOException {
    Tokenizer tokenizer = run.model().tokenizer();
    TextGenData data =
        Stage.READING.run(
            () -> {
              List<String> texts = Corpora.texts(run.data(), run.lines(), console);
              return given == null
                  ? TextGenData.of(texts, tokenizer, run.words().minCount(), run.words().largest())
                  : TextGenData.with(given.vocabulary(), tokenizer, texts);
            });
    String tokens = tokenizer == Tokenizer.CHARACTERS ? "characters" : "words";
    console.say(
        "texts: %,d of %,d %s, %,d different; %s",
        data.texts().size(),
        data.tokens(),
        tokens,
        data.vocabulary().size(),
        purpose == Purpose.MEASURE ? "all measured" : Corpora.heldOut(run.validation()));
    if (data.unknown() > 0) {
      console.say("texts: %,d %s count as unknown", data.unknown(), tokens);
    }
    TextGenRnn model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : new TextGenRnn(
                        run.model(),
                        data.vocabulary(),
                        Scope.fresh(run.training().seed(), run.initializer())));
    TextGenOptions options = model.options();
    console.say(
        "model: %d LSTMs of %d over %d %s, vectors of %d, %,d parameters",
        options.layers(),
        options.hidden(),
        options.maxLength(),
        tokens,
        options.embedding(),
        model.parameterCount());
    float heldOut = purpose == Purpose.MEASURE ? 1 : run.validation();
    return new Prepared<>(
        new TextGenTask(model, data, run.batch(), heldOut, run.training().seed()), run.training());
  }
}
