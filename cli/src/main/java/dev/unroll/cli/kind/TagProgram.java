package dev.unroll.cli.kind;

import dev.unroll.models.insight.Reading;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.tagging.TaggedSentence;
import dev.unroll.models.tagging.Tagger;
import dev.unroll.models.tagging.TaggerKind;
import dev.unroll.models.tagging.TaggerOptions;
import dev.unroll.models.tagging.TaggerVocabulary;
import dev.unroll.models.tagging.TaggingTask;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The kind `tag`: a tag for each word, such as named entities.
public final class TagProgram implements Program<TagRun, Tagger> {
  /// A norm of 5 for the mean over the 600 words of a usual batch.
  private static final float CLIP = 3000;

  /// The kind, of which one is enough.
  public TagProgram() {}

  @Override
  public String name() {
    return "tag";
  }

  @Override
  public String description() {
    return "A tag for each word of a sentence, such as the named entities in it.";
  }

  /// A batch holds sentences of like length. With the sum of its words' losses all words count alike; with the mean,
  /// those of short sentences, which name little, would count more.
  @Override
  public TagRun defaults() {
    return new TagRun(
        new TaggedData(List.of(), List.of(), "UTF-8"),
        TaggerOptions.defaults(),
        2,
        Initializer.torch(),
        32,
        TrainingOptions.defaults()
            .withOptimizer(new OptimizerOptions.Adam(0.002f))
            .withReduction(TrainingOptions.Reduction.SUM)
            .withClipping(CLIP, 0));
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.epochs(10);
  }

  @Override
  public TaggerKind kind() {
    return new TaggerKind();
  }

  @Override
  public Prepared<?> prepare(TagRun run, Tagger given, Purpose purpose, Console console)
      throws IOException {
    boolean measure = purpose == Purpose.MEASURE;
    TaggedData data = run.data();
    List<TaggedSentence> training = Stage.READING.run(data::readTraining);
    List<TaggedSentence> second = Stage.READING.run(data::readHeldOut);
    List<TaggedSentence> heldOut = measure && second.isEmpty() ? training : second;
    console.say(
        "sentences: %,d to train on, %,d held out%s",
        training.size(), heldOut.size(), data.generated() ? ", generated" : "");
    long seed = run.training().seed();
    Tagger model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : new Tagger(
                        run.model(),
                        TaggerVocabulary.of(training, run.minCount()),
                        Scope.fresh(seed, run.initializer())));
    TaggingTask task = new TaggingTask(model, training, heldOut, run.batch(), seed);
    task.baselines().forEach(score -> console.say("baseline %s", score));
    console.say(
        "model: %s, %d hidden units, %,d words, %d tags, %,d parameters",
        model.options().cell().description(),
        model.options().hidden(),
        model.vocabulary().words().size(),
        model.vocabulary().tags().size(),
        model.parameterCount());
    return new Prepared<>(task, run.training());
  }

  @Override
  public Optional<Reading> reading(Tagger model, String text, int most) {
    return Optional.of(Reading.of(model, Tokenizer.SPACES.tokens(text), most));
  }

  /// How sentences are read.
  ///
  /// @param conll whether a line is a word and an empty one ends a sentence; else it is a sentence
  public record Lines(
      @Setting("Read a word a line, with an empty line behind each sentence.") boolean conll) {}

  /// A line of words between spaces is answered in the CoNLL format: each word, a tab and its tag, then an empty
  /// line.
  @Override
  public Optional<Prediction<Tagger, ?>> prediction() {
    return Optional.of(
        new Prediction<Tagger, Lines>() {
          @Override
          public Lines defaults() {
            return new Lines(false);
          }

          @Override
          public Predictor predictor(Tagger model, Lines lines, Console console) {
            return lines.conll() ? new ConllLines(model) : line -> tagged(model, line);
          }
        });
  }

  private static String tagged(Tagger model, String line) {
    List<String> words = Tokenizer.SPACES.tokens(line);
    List<String> tags = model.tag(words);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tags.size(); i++) {
      text.append(words.get(i)).append('\t').append(tags.get(i)).append('\n');
    }
    return text.toString();
  }
}
