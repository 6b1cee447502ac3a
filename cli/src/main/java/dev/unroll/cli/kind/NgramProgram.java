package dev.unroll.cli.kind;

import dev.unroll.models.language.NgramModel;
import dev.unroll.models.language.NgramOptions;
import dev.unroll.models.language.NgramTask;
import dev.unroll.models.language.NgramTextModel;
import dev.unroll.models.language.NgramTextModelKind;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.training.TrainingLimits;
import java.io.IOException;
import java.util.Map;

/// The kind `ngram`: Markov models, which count what follows what.
public final class NgramProgram implements Program<NgramRun, NgramTextModel> {
  /// The kind, of which one is enough.
  public NgramProgram() {}

  @Override
  public String name() {
    return "ngram";
  }

  @Override
  public String description() {
    return "A Markov model: the next character or word depends on the last few, by how often they were seen together.";
  }

  @Override
  public NgramRun defaults() {
    return run(NgramOptions.defaults());
  }

  @Override
  public Map<String, NgramRun> presets() {
    return Map.of("words", run(NgramOptions.words(1)));
  }

  private static NgramRun run(NgramOptions model) {
    return new NgramRun(TextData.defaults(), model, WordOptions.defaults(), 0.1f);
  }

  /// Counting ends with the text.
  @Override
  public TrainingLimits limits() {
    return null;
  }

  @Override
  public NgramTextModelKind kind() {
    return new NgramTextModelKind();
  }

  @Override
  public Prepared<?> prepare(NgramRun run, NgramTextModel given, Purpose purpose, Console console)
      throws IOException {
    Corpus corpus =
        Corpora.read(
            run.data(),
            run.model().tokenizer(),
            run.words(),
            run.validation(),
            given == null ? null : given.vocabulary(),
            purpose,
            console);
    int length = corpus.ids().length();
    int cut = length - (int) (length * (double) run.validation());
    NgramTextModel model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : NgramTextModel.of(
                        run.model(), corpus.vocabulary(), corpus.ids().part(0, cut)));
    NgramModel counts = model.counts();
    console.say(
        "order %d: %,d different n-grams", counts.order(), counts.distinct(counts.order() + 1));
    return Prepared.made(new NgramTask(model, corpus, purpose == Purpose.MEASURE ? 0 : cut));
  }
}
