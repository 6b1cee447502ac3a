package dev.unroll.cli.kind;

import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Schedule;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.translation.Addition;
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

/// The kind `add`: an encoder reads `535+61`, a decoder writes `596`.
public final class AdditionProgram implements Program<AdditionRun, Translator> {
  private static final long STEPS = 16_000;

  /// The kind, of which one is enough.
  public AdditionProgram() {}

  @Override
  public String name() {
    return "add";
  }

  @Override
  public String description() {
    return "An encoder and a decoder that learn to add numbers written as text: 535+61 is 596.";
  }

  @Override
  public AdditionRun defaults() {
    return new AdditionRun(
        AdditionRun.Problems.defaults(),
        TranslatorOptions.addition(),
        Initializer.torch(),
        Teaching.forced(128),
        training().withSchedule(new Schedule.Cosine(100, STEPS, 0.02f)));
  }

  private static TrainingOptions training() {
    return TrainingOptions.defaults()
        .withOptimizer(new OptimizerOptions.Adam(0.005f))
        .withClipping(1, 0);
  }

  /// The same with a constant learning rate.
  @Override
  public Map<String, AdditionRun> presets() {
    AdditionRun usual = defaults();
    return Map.of(
        "constant-rate",
        new AdditionRun(
            usual.data(), usual.model(), usual.initializer(), usual.teaching(), training()));
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.steps(STEPS);
  }

  @Override
  public TranslatorKind kind() {
    return new TranslatorKind();
  }

  @Override
  public Prepared<?> prepare(AdditionRun run, Translator given, Purpose purpose, Console console)
      throws IOException {
    List<SentencePair> problems =
        Addition.problems(run.data().problems(), run.data().problemSeed());
    int cut = problems.size() - run.data().heldOut();
    List<SentencePair> training = problems.subList(0, cut);
    List<SentencePair> heldOut = problems.subList(cut, problems.size());
    Translator model = Stage.BUILDING.run(() -> given != null ? given : built(run, training));
    console.say("problems: %,d, of which %,d are held out", problems.size(), heldOut.size());
    console.say(
        "model: %s, %d hidden units, %,d parameters",
        model.options().cell().description(), model.options().hidden(), model.parameterCount());
    TranslationTask task =
        new TranslationTask(
            model,
            purpose == Purpose.MEASURE ? List.of() : training,
            heldOut,
            run.teaching(),
            run.training().seed());
    return new Prepared<>(task, run.training());
  }

  private static Translator built(AdditionRun run, List<SentencePair> training) {
    PairVocabularies known = PairVocabularies.of(training, Tokenizer.CHARACTERS, 1);
    return new Translator(
        run.model(),
        known.source(),
        known.target(),
        Scope.fresh(run.training().seed(), run.initializer()));
  }

  @Override
  public Examples examples(AdditionRun run, Task<?> task) {
    return new EpochExamples(task);
  }

  /// A line is a problem; the answer is the sum.
  @Override
  public Optional<Prediction<Translator, ?>> prediction() {
    return Optional.of(Prediction.of(AdditionProgram::predictor));
  }

  private static Predictor predictor(Translator model) {
    return line -> {
      int[] source = model.source().encode(line.strip(), model.options().tokenizer());
      if (source.length == 0 || model.source().unknownIn(source) > 0) {
        throw new IllegalArgumentException(
            "expected a problem such as 535+61, got '%s'".formatted(line));
      }
      int[] answer = model.greedy(List.of(source)).getFirst();
      return model.options().tokenizer().join(model.target().decode(answer));
    };
  }
}
