package dev.unroll.cli.kind;

import dev.unroll.cli.chart.HeatMap;
import dev.unroll.cli.chart.Theme;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.translation.Attending;
import dev.unroll.models.translation.Translator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Answers a line by its translation, and draws who looked where.
final class TranslatePrediction implements Prediction<Translator, TranslatePrediction.Answer> {
  private static final String END = "(end)";

  /// How a line is answered.
  ///
  /// @param answers how translations are looked for
  /// @param attention where to draw what each word of an answer looked at; null for nowhere
  public record Answer(
      Beam answers,
      @Setting(
              value =
                  "Draw what each word of the first answer looked at; others into FILE-2.svg, ….",
              label = "FILE.svg")
          Path attention) {}

  @Override
  public Answer defaults() {
    return new Answer(Beam.greedy(), null);
  }

  @Override
  public Predictor predictor(Translator model, Answer answer, Console console) {
    if (answer.attention() != null && model.options().attention() == Attending.NONE) {
      throw new IllegalArgumentException(
          "attention: expected a model with attention, got one without, which looks nowhere");
    }
    return new Lines(model, answer.answers().options(), answer.attention());
  }

  private static final class Lines implements Predictor {
    private final Translator model;
    private final BeamOptions beam;
    private final Path attention;
    private int answered;

    Lines(Translator model, BeamOptions beam, Path attention) {
      this.model = model;
      this.beam = beam;
      this.attention = attention;
    }

    @Override
    public String predict(String line) throws IOException {
      Tokenizer tokenizer = model.options().tokenizer();
      int[] source = model.encode(line);
      int[] target =
          beam.width() == 1
              ? model.greedy(List.of(source)).getFirst()
              : model.best(source, beam).getFirst().ids();
      List<String> answer = model.target().decode(target);
      answered++;
      if (attention != null) {
        List<String> rows = new ArrayList<>(answer);
        rows.add(END);
        new HeatMap(
                "", "written", "read", rows, tokenizer.tokens(line), model.looks(source, target))
            .write(numbered(attention, answered), Theme.AUTOMATIC);
      }
      return tokenizer.join(answer);
    }
  }

  /// `FILE.svg`, then `FILE-2.svg`.
  private static Path numbered(Path file, int number) {
    if (number == 1) {
      return file;
    }
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    return file.resolveSibling(stem + "-" + number + (dot < 0 ? "" : name.substring(dot)));
  }
}
