package dev.unroll.cli.kind;

import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Schedule;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.translation.Addition;
import dev.unroll.models.translation.Pair;
import dev.unroll.models.translation.PairData;
import dev.unroll.models.translation.TranslationTask;
import dev.unroll.models.translation.Translator;
import dev.unroll.models.translation.TranslatorKind;
import dev.unroll.models.translation.TranslatorOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The kind `add`: an encoder reads `535+61`, a decoder writes `596`.
public final class AdditionProgram implements Program<AdditionRun, Translator> {
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
        128,
        TrainingOptions.defaults()
            .withOptimizer(new OptimizerOptions.Adam(0.005f))
            .withSchedule(new Schedule.Cosine(100, 10_000, 0.02f))
            .withClipping(1, 0));
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.steps(10_000);
  }

  @Override
  public TranslatorKind kind() {
    return new TranslatorKind();
  }

  @Override
  public Prepared<?> prepare(AdditionRun run, Translator given, Purpose purpose, Console console)
      throws IOException {
    List<PairData.Texts> problems =
        Addition.problems(run.data().problems(), run.data().problemSeed());
    int cut = problems.size() - run.data().heldOut();
    List<PairData.Texts> training = problems.subList(0, cut);
    List<PairData.Texts> heldOut = problems.subList(cut, problems.size());
    PairData data = PairData.of(training, heldOut, Tokenizer.CHARACTERS, 1);
    Translator model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : new Translator(
                        run.model(),
                        data.source(),
                        data.target(),
                        Scope.fresh(run.training().seed(), run.initializer())));
    console.say("problems: %,d, of which %,d are held out", problems.size(), heldOut.size());
    console.say(
        "model: %s, %d hidden units, %,d parameters",
        model.options().cell().description(), model.options().hidden(), model.parameterCount());
    List<Pair> pairs =
        PairData.encoded(training, model.source(), model.target(), Tokenizer.CHARACTERS);
    List<Pair> measured =
        PairData.encoded(heldOut, model.source(), model.target(), Tokenizer.CHARACTERS);
    return new Prepared<>(
        new TranslationTask(
            model,
            purpose == Purpose.MEASURE ? List.of() : pairs,
            measured,
            run.batch(),
            run.training().seed()),
        run.training());
  }

  /// A line is a problem; the answer is the sum.
  @Override
  public Optional<Prediction<Translator, ?>> prediction() {
    return Optional.of(Prediction.of(AdditionProgram::predictor));
  }

  private static Predictor predictor(Translator model) {
    TranslationTask task = new TranslationTask(model, List.of(), List.of(longest(model)), 1, 1);
    return line -> {
      int[] source = model.source().encode(line.strip(), model.options().tokenizer());
      if (source.length == 0 || model.source().unknownIn(source) > 0) {
        throw new IllegalArgumentException(
            "expected a problem such as 535+61, got '%s'".formatted(line));
      }
      int[] answer = task.answers(new Sequence.Tokens(source, source.length, 1)).getFirst();
      return model.options().tokenizer().join(model.target().decode(answer));
    };
  }

  /// Stands for the longest answer, 999 + 999.
  private static Pair longest(Translator model) {
    int[] digits = model.target().encode("1998", Tokenizer.CHARACTERS);
    return new Pair(digits, digits);
  }
}
