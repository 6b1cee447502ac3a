package dev.unroll.cli.kind;

import dev.unroll.models.data.Split;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.settings.Names;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.translation.Attending;
import dev.unroll.models.translation.PairVocabularies;
import dev.unroll.models.translation.SentencePair;
import dev.unroll.models.translation.Teaching;
import dev.unroll.models.translation.TranslationTask;
import dev.unroll.models.translation.Translator;
import dev.unroll.models.translation.TranslatorKind;
import dev.unroll.models.translation.TranslatorOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The kind `translate`: sentences into sentences of another language.
public final class TranslateProgram implements Program<TranslateRun, Translator> {
  /// The kind, of which one is enough.
  public TranslateProgram() {}

  @Override
  public String name() {
    return "translate";
  }

  @Override
  public String description() {
    return "An encoder and a decoder, with attention or without, that learn to translate sentences.";
  }

  @Override
  public TranslateRun defaults() {
    return new TranslateRun(
        new PairFiles(
            List.of(),
            "UTF-8",
            0,
            new PairFiles.Generated(10_000, 1, 12),
            new Split.Every(10),
            Beam.greedy()),
        new TranslatorOptions(
            Tokenizer.SENTENCES, Cell.LSTM, 64, 128, 1, true, false, false, Attending.GENERAL, 0),
        1,
        Initializer.torch(),
        Teaching.forced(64),
        TrainingOptions.defaults().withClipping(1, 0));
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.epochs(12);
  }

  /// Short sentences of real languages, as the first 10,000 pairs of Tatoeba's English and French are, with
  /// attention and without.
  @Override
  public Map<String, TranslateRun> presets() {
    return Map.of("attention", sentences(Attending.ADDITIVE), "plain", sentences(Attending.NONE));
  }

  private TranslateRun sentences(Attending attention) {
    PairFiles usual = defaults().data();
    return new TranslateRun(
        new PairFiles(
            usual.pairs(),
            usual.encoding(),
            10_000,
            usual.generated(),
            usual.split(),
            usual.answers()),
        TranslatorOptions.defaults().withCell(Cell.RESET_AFTER_GRU).withAttention(attention),
        2,
        Initializer.torch(),
        Teaching.forced(128),
        TrainingOptions.defaults()
            .withOptimizer(new OptimizerOptions.Adam(0.002f))
            .withClipping(1, 0));
  }

  @Override
  public TranslatorKind kind() {
    return new TranslatorKind();
  }

  @Override
  public Prepared<?> prepare(TranslateRun run, Translator given, Purpose purpose, Console console)
      throws IOException {
    List<SentencePair> pairs = Stage.READING.run(run.data()::read);
    Split.Parts<SentencePair> parts =
        purpose == Purpose.MEASURE
            ? new Split.Parts<>(List.of(), pairs)
            : SentencePair.split(pairs, run.data().split());
    console.say(
        "pairs: %,d to train on, %,d held out%s",
        parts.training().size(),
        parts.heldOut().size(),
        run.data().generates() ? ", numbers in words and in digits" : "");
    Translator model =
        Stage.BUILDING.run(() -> given != null ? given : built(run, parts.training()));
    TranslationTask task =
        new TranslationTask(
            model,
            parts.training(),
            parts.heldOut(),
            run.teaching(),
            run.data().answers().options(),
            run.training().seed());
    if (purpose == Purpose.TRAIN) {
      task.baselines().forEach(score -> console.say("baseline %s", score));
    }
    console.say(
        "model: %s, %d hidden units, attention %s, %,d tokens to read, %,d to write, %,d parameters",
        model.options().cell().description(),
        model.options().hidden(),
        Names.kebab(model.options().attention().name()),
        model.source().size(),
        model.target().size(),
        model.parameterCount());
    return new Prepared<>(task, run.training());
  }

  private static Translator built(TranslateRun run, List<SentencePair> training) {
    PairVocabularies known = PairVocabularies.of(training, run.model().tokenizer(), run.minCount());
    return new Translator(
        run.model(),
        known.source(),
        known.target(),
        Scope.fresh(run.training().seed(), run.initializer()));
  }

  @Override
  public Examples examples(TranslateRun run, Task<?> task) {
    return new EpochExamples(task);
  }

  /// A line is answered by its translation.
  @Override
  public Optional<Prediction<Translator, ?>> prediction() {
    return Optional.of(new TranslatePrediction());
  }
}
