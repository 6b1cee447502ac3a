package dev.unroll.interop.onnx.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.OnnxModel;
import dev.unroll.interop.onnx.OnnxSession;
import dev.unroll.interop.onnx.OnnxTensor;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.classification.Classification;
import dev.unroll.models.classification.LabelledText;
import dev.unroll.models.classification.Perceptron;
import dev.unroll.models.classification.PerceptronOptions;
import dev.unroll.models.classification.Table;
import dev.unroll.models.classification.TextClassifier;
import dev.unroll.models.classification.TextClassifierOptions;
import dev.unroll.models.data.Series;
import dev.unroll.models.forecasting.ForecastData;
import dev.unroll.models.forecasting.ForecastOptions;
import dev.unroll.models.forecasting.Forecaster;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Directions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.State;
import dev.unroll.models.layer.Summary;
import dev.unroll.models.layer.Wiring;
import dev.unroll.models.memory.MemoryBatches;
import dev.unroll.models.memory.MemoryModel;
import dev.unroll.models.memory.MemoryOptions;
import dev.unroll.models.memory.MemoryProblem;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.tagging.TaggedSentence;
import dev.unroll.models.tagging.Tagger;
import dev.unroll.models.tagging.TaggerBatch;
import dev.unroll.models.tagging.TaggerOptions;
import dev.unroll.models.tagging.TaggerVocabulary;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.trajectory.TrajectoryModel;
import dev.unroll.models.trajectory.TrajectoryOptions;
import dev.unroll.models.translation.Attending;
import dev.unroll.models.translation.Translator;
import dev.unroll.models.translation.TranslatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Models' files give what the models give.
final class OnnxExportTest {
  private static final TokenVocabulary LETTERS =
      TokenVocabulary.of(Set.of(), List.of("a", "b", "c", "d", "e"));

  private final RandomStream random = new RandomStream(5);
  private final Map<String, OnnxTensor> inputs = new HashMap<>();

  private OnnxTensor tokens(String name, int[] ids, int... dims) {
    OnnxTensor tensor = ExportCheck.whole(Shape.of(dims), ids);
    inputs.put(name, tensor);
    return tensor;
  }

  /// These options with one of them changed.
  @SuppressWarnings("unchecked")
  private static <R extends Record> R changed(R options, String key, String value) {
    Map<String, String> strings = new HashMap<>(Settings.of(options).strings());
    strings.put(key, value);
    return (R) Settings.of(strings).read(options.getClass());
  }

  /// Two chunks of a text, the state carried from one to the next.
  @ParameterizedTest
  @ValueSource(strings = {"characters", "words", "tied", "projected"})
  void languageModels(String kind) throws IOException {
    LanguageModelOptions options =
        switch (kind) {
          case "characters" -> LanguageModelOptions.characters(Cell.GRU, 4);
          case "words" ->
              LanguageModelOptions.words(Tokenizer.SPACES, Cell.LSTM, 3, 4, 0.5f)
                  .stacked(2, Wiring.HIGHWAY, 0.5f);
          case "tied" ->
              changed(
                  LanguageModelOptions.words(Tokenizer.SPACES, Cell.RNN, 4, 4, 0), "tied", "true");
          default -> LanguageModelOptions.characters(Cell.PROJECTED_LSTM, 4).withProjection(3);
        };
    LanguageModel model = LanguageModel.build(options, LETTERS, 1);
    OnnxSession session = OnnxModel.of("model", OnnxExport.of(model)).session();
    int layers = options.layers();
    boolean cells = options.cell().hasCellState();
    int width = options.projection() > 0 ? options.projection() : options.hidden();
    for (int k = 0; k < layers; k++) {
      inputs.put("h_l" + k, OnnxTensor.of(Tensor.zeros(1, 2, width)));
      if (cells) {
        inputs.put("c_l" + k, OnnxTensor.of(Tensor.zeros(1, 2, options.hidden())));
      }
    }
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      State state = null;
      for (int chunk = 0; chunk < 2; chunk++) {
        int[] ids = ExportCheck.ids(random, 6, 5);
        tokens("tokens", ids, 3, 2);
        Map<String, OnnxTensor> outputs = session.run(inputs);
        LanguageModel.Output expected =
            model.forward(Pass.reading(tape), new Sequence.Tokens(ids, 3, 2), state);
        state = expected.last();
        ExportCheck.close("logits", expected.logits().value(), outputs.get("logits"));
        for (int k = 0; k < layers; k++) {
          inputs.put("h_l" + k, outputs.get("hn_l" + k));
          if (cells) {
            inputs.put("c_l" + k, outputs.get("cn_l" + k));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Summary.class)
  void textClassifiers(Summary summary) throws IOException {
    List<LabelledText> examples =
        List.of(
            new LabelledText("good", "a fine film"),
            new LabelledText("bad", "dull"),
            new LabelledText(summary == Summary.MEAN ? "good" : "odd", "a film of films"));
    TextClassifierOptions options =
        TextClassifierOptions.words(3, Cell.LSTM, 4)
            .withDirections(Directions.BOTH)
            .withSummary(summary);
    boolean scores = summary == Summary.MEAN || summary == Summary.MAX;
    TextClassifier model =
        TextClassifier.build(scores ? options.withWordScores() : options, examples, 20, 1);
    int[][] texts =
        examples.stream().map(example -> model.encode(example.text())).toArray(int[][]::new);
    Sequence.Tokens batch = model.batch(texts);
    tokens("tokens", batch.ids(), batch.steps(), 3);
    tokens("lengths", batch.lengths(), 3);
    Map<String, OnnxTensor> outputs = ExportCheck.run(OnnxExport.of(model), inputs);
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      TextClassifier.Output expected = model.forward(Pass.reading(tape), batch);
      ExportCheck.close("logits", expected.logits().value(), outputs.get("logits"));
      if (summary == Summary.ATTENTION) {
        ExportCheck.close("attention", expected.attention().value(), outputs.get("attention"));
      }
    }
    float[] probabilities = outputs.get("probabilities").tensor().at(1).toArray();
    float sum = 0;
    for (float probability : probabilities) {
      sum += probability;
    }
    assertEquals(1, sum, 1e-6);
  }

  /// Texts of a fixed length, padded in front.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void textClassifiersOfTheLecture(boolean scores) throws IOException {
    List<LabelledText> examples =
        List.of(new LabelledText("good", "a fine film"), new LabelledText("bad", "dull"));
    TextClassifierOptions options = TextClassifierOptions.keras(Cell.LSTM, 4);
    TextClassifier model =
        TextClassifier.build(scores ? options.withWordScores() : options, examples, 20, 1);
    Sequence.Tokens batch =
        model.batch(new int[][] {model.encode(examples.get(0).text()), model.encode("dull film")});
    tokens("tokens", batch.ids(), 4, 2);
    Map<String, OnnxTensor> outputs = ExportCheck.run(OnnxExport.of(model), inputs);
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Variable expected = model.forward(Pass.reading(tape), batch).logits();
      ExportCheck.close("logits", expected.value(), outputs.get("logits"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "second", "second third", "number"})
  void perceptrons(String others) throws IOException {
    List<String> labels = new ArrayList<>(List.of("first", "first"));
    labels.addAll(others.isEmpty() ? List.of("second") : List.of(others.split(" ")));
    boolean numbers = others.equals("number");
    float[] values = new float[2 * labels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 100 + 20 * random.nextFloat();
    }
    float[] targets = new float[labels.size()];
    targets[0] = 7;
    Table table =
        new Table(
            new Series(List.of("a", "b"), values),
            numbers ? new Table.Target.Numbers("c", targets) : new Table.Target.Labels(labels));
    Perceptron model = Perceptron.build(PerceptronOptions.of(3, 4), table, 1);
    inputs.put("rows", OnnxTensor.of(Tensor.of(Shape.of(labels.size(), 2), values)));
    Map<String, OnnxTensor> outputs = ExportCheck.run(OnnxExport.of(model), inputs);
    for (int n = 0; n < labels.size(); n++) {
      float[] row = {values[2 * n], values[2 * n + 1]};
      if (numbers) {
        assertEquals(model.predict(row), outputs.get("number").tensor().get(n, 0), 1e-5);
        continue;
      }
      Classification answer = model.classify(row);
      float probability =
          outputs.get("probabilities").tensor().get(n, model.labels().idOf(answer.label()));
      assertEquals(answer.probability(), probability, 1e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void taggers(boolean spelled) throws IOException {
    List<TaggedSentence> sentences =
        List.of(
            new TaggedSentence(List.of("She", "lives", "in", "Paris"), List.of("O", "O", "O", "B")),
            new TaggedSentence(List.of("Rome"), List.of("B")));
    TaggerOptions options = TaggerOptions.defaults().with(3, spelled ? 2 : 0, spelled ? 3 : 0, 4);
    Tagger model = Tagger.build(options, TaggerVocabulary.of(sentences, 1), 1);
    int[] words = {3, 4, 5, 0};
    int[] shapes = {1, 0, 2, 0};
    int[] lengths = {2, 1};
    tokens("words", words, 2, 2);
    tokens("lengths", lengths, 2);
    int[] characters = {3, 4, 5, 0, 4, 3, 0, 0};
    int[] characterLengths = {2, 2, 1, 0};
    if (spelled) {
      tokens("shapes", shapes, 2, 2);
      tokens("characters", characters, 2, 2, 2);
      tokens("character_lengths", characterLengths, 2, 2);
    }
    Map<String, OnnxTensor> outputs = ExportCheck.run(OnnxExport.of(model), inputs);
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Variable expected =
          model.forward(
              Pass.reading(tape),
              new TaggerBatch(
                  new Sequence.Tokens(words, 2, 2, lengths),
                  new Sequence.Tokens(shapes, 2, 2, lengths),
                  new Sequence.Tokens(characters, 2, 4, characterLengths),
                  null));
      ExportCheck.close("logits", expected.value(), outputs.get("logits"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONE", "DOT", "GENERAL", "ADDITIVE", "addition", "both ways"})
  void translators(String kind) throws IOException {
    TokenVocabulary vocabulary =
        TokenVocabulary.of(Set.of(Special.PAD, Special.BEGIN, Special.END), List.of("a", "b", "c"));
    TranslatorOptions options =
        changed(TranslatorOptions.defaults(), "embedding", "3")
            .withAttention(
                switch (kind) {
                  case "addition", "both ways" -> Attending.NONE;
                  default -> Attending.valueOf(kind);
                });
    options = kind.equals("addition") ? TranslatorOptions.addition() : options;
    options = changed(changed(options, "hidden", "4"), "layers", "2");
    options = kind.equals("both ways") ? changed(options, "bidirectional", "true") : options;
    Translator model =
        new Translator(options, vocabulary, vocabulary, Scope.fresh(1, Initializer.torch()));
    int[] source = ExportCheck.ids(random, 12, 6);
    int[] target = ExportCheck.ids(random, 6, 6);
    int[] lengths = {4, 2, 3};
    tokens("source", source, 4, 3);
    tokens("lengths", lengths, 3);
    tokens("target", target, 2, 3);
    Map<String, OnnxTensor> outputs = ExportCheck.run(OnnxExport.of(model), inputs);
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Variable expected =
          model.logits(
              Pass.reading(tape),
              new Sequence.Tokens(source, 4, 3, lengths),
              new Sequence.Tokens(target, 2, 3));
      ExportCheck.close("logits", expected.value(), outputs.get("logits"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"value", "change", "change of another column", "share of a centered change"})
  void forecasters(String what) throws IOException {
    float[] numbers = new float[3 * 40];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 10 * random.nextFloat() + i % 3;
    }
    Series series = new Series(List.of("p", "T", "rh"), numbers);
    ForecastOptions options =
        ForecastOptions.of("T", 6, 2, 3).withHorizons(1, 3).withResidual(!what.equals("value"));
    if (what.endsWith("column")) {
      options = changed(options, "features", "rh,p");
    }
    if (what.startsWith("share")) {
      options = options.withCenteredChange(0.4f);
    }
    Forecaster model = Forecaster.build(options, series, ForecastData.defaults(), 1);
    int features = model.options().features().size();
    Tensor records = Tensor.zeros(3, 1, features);
    for (int t = 0; t < 3; t++) {
      for (int f = 0; f < features; f++) {
        int column = series.column(model.options().features().get(f));
        records.set(series.at(39 - 2 * (2 - t), column), t, 0, f);
      }
    }
    inputs.put("records", OnnxTensor.of(records));
    if (what.endsWith("column")) {
      inputs.put("latest", OnnxTensor.of(Tensor.of(Shape.of(1, 1), series.at(39, 1))));
    }
    Map<String, OnnxTensor> outputs = ExportCheck.run(OnnxExport.of(model), inputs);
    ExportCheck.close(
        "forecast", Tensor.of(Shape.of(1, 2), model.forecast(series)), outputs.get("forecast"));
  }

  @ParameterizedTest
  @CsvSource({"true, 4", "false, 4", "false, 2", "true, 2", "true, 3", "true, 8"})
  void trajectories(boolean positions, int steps) throws IOException {
    TrajectoryOptions options =
        TrajectoryOptions.defaults()
            .withLengths(steps, 3)
            .with(Cell.LSTM, 5, 0)
            .withResidual(positions);
    TrajectoryModel model = TrajectoryModel.build(positions ? options.withPositions() : options, 1);
    Tensor observed = ExportCheck.random(random, steps, 9, 2);
    inputs.put("observed", OnnxTensor.of(observed));
    Map<String, OnnxTensor> outputs = ExportCheck.run(OnnxExport.of(model), inputs);
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Variable expected = model.forward(Pass.reading(tape), observed);
      ExportCheck.close("predicted", expected.value(), outputs.get("predicted"));
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryProblem.class)
  void memory(MemoryProblem problem) throws IOException {
    MemoryModel model =
        MemoryModel.build(
            new MemoryOptions(problem, 3, Cell.RNN_RELU, 5, 1), Initializer.torch(), 1);
    Tensor x = ExportCheck.random(random, 3, 2, 2);
    int[] symbols = ExportCheck.ids(random, 6, 10);
    boolean copies = problem == MemoryProblem.COPY;
    if (copies) {
      tokens("symbols", symbols, 3, 2);
    } else {
      inputs.put("x", OnnxTensor.of(x));
    }
    Map<String, OnnxTensor> outputs = ExportCheck.run(OnnxExport.of(model), inputs);
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      MemoryBatches.Batch batch =
          new MemoryBatches.Batch(x, null, new Sequence.Tokens(symbols, 3, 2), null);
      Tensor expected = model.forward(Pass.reading(tape), batch).value();
      ExportCheck.close(
          "output",
          copies ? expected.reshape(3, 2, 10) : expected,
          outputs.get(copies ? "logits" : "sum"));
    }
  }

  @Test
  void aFileIsWritten(@TempDir Path directory) throws IOException {
    LanguageModel model =
        LanguageModel.build(LanguageModelOptions.characters(Cell.LSTM, 4), LETTERS, 1);
    Path file = directory.resolve("model.onnx");
    OnnxExport.write(model, file);
    assertArrayEquals(OnnxExport.of(model), Files.readAllBytes(file));
    OnnxModel read = OnnxModel.read(file);
    assertEquals("language", read.metadata().get("model.kind"));
    assertEquals(
        "[tokens int64 [time, batch], h_l0 float [1, batch, 4], c_l0 float [1, batch, 4]]",
        read.inputs().toString());
  }

  @Test
  void unknownModelsAreRefused() {
    Model other =
        new Model() {
          @Override
          public String kind() {
            return "other";
          }

          @Override
          public Settings settings() {
            throw new AssertionError();
          }

          @Override
          public List<Parameter> parameters() {
            return List.of();
          }
        };
    assertEquals(
        "models of the kind 'other' are not written as ONNX graphs",
        assertThrows(IllegalArgumentException.class, () -> OnnxExport.of(other)).getMessage());
  }
}
