package dev.unroll.cli.kind;

import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelKind;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.language.SpellingTask;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;

/// The kind `hello`: the lecture's first example, four letters and three hidden units that learn what follows what in
/// "hello".
public final class HelloProgram implements Program<HelloRun, LanguageModel> {
  /// The kind, of which one is enough.
  public HelloProgram() {}

  @Override
  public String name() {
    return "hello";
  }

  @Override
  public String description() {
    return "The lecture's first example: a network of three hidden units learns to spell hello.";
  }

  @Override
  public HelloRun defaults() {
    return new HelloRun(
        "hello",
        LanguageModelOptions.characters(Cell.RNN, 3),
        Initializer.torch(),
        TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.03f)));
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.steps(300);
  }

  @Override
  public LanguageModelKind kind() {
    return new LanguageModelKind();
  }

  @Override
  public Prepared<?> prepare(HelloRun run, LanguageModel given, Purpose purpose, Console console)
      throws IOException {
    Corpus word = Corpus.ofCharacters(TextSource.of(run.word()));
    LanguageModel model =
        given != null
            ? given
            : new LanguageModel(
                run.model(),
                word.vocabulary(),
                Scope.fresh(run.training().seed(), run.initializer()));
    console.say(
        "model: %d letters, %d hidden units, %,d parameters",
        word.vocabulary().size(), model.options().hidden(), model.parameterCount());
    return new Prepared<>(new SpellingTask(model, word), run.training());
  }

  /// A table after the first step and after the last.
  @Override
  public Examples examples(HelloRun options, Task<?> task) {
    SpellingTask spelling = (SpellingTask) task;
    return new Examples() {
      @Override
      public boolean due(Progress progress) {
        return progress.step() == 1;
      }

      @Override
      public String show(Progress progress) {
        return table(spelling);
      }

      @Override
      public String last() {
        return table(spelling);
      }
    };
  }

  private static String table(SpellingTask task) {
    StringBuilder table = new StringBuilder("p(next)");
    for (int id = 0; id < task.model().vocabulary().size(); id++) {
      table.append("%7s".formatted(task.model().vocabulary().token(id)));
    }
    for (SpellingTask.Step step : task.steps()) {
      table
          .append(System.lineSeparator())
          .append("%s -> %s ".formatted(step.letter(), step.next()));
      for (float probability : step.probabilities()) {
        table.append("%7.3f".formatted(probability));
      }
    }
    return table.toString();
  }
}
