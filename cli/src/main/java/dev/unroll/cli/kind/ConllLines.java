package dev.unroll.cli.kind;

import dev.unroll.cli.data.TaggedSentence;
import dev.unroll.models.tagging.Tagger;
import java.util.ArrayList;
import java.util.List;

/// Answers sentences in the CoNLL format, a word a line and an empty line behind each sentence: by the same lines
/// with a tab and the word's tag behind what they hold, as `conlleval` reads them.
final class ConllLines implements Predictor {
  private final Tagger model;
  private final List<String> lines = new ArrayList<>();
  private final List<String> words = new ArrayList<>();

  ConllLines(Tagger model) {
    this.model = model;
  }

  @Override
  public String predict(String line) {
    if (line.isBlank()) {
      return answer();
    }
    String word = TaggedSentence.columns(line)[0];
    if (word.isBlank()) {
      throw new IllegalArgumentException(
          "expected a line that begins with a word, got '%s'".formatted(line));
    }
    lines.add(line);
    words.add(word);
    return null;
  }

  @Override
  public String end() {
    return words.isEmpty() ? null : answer();
  }

  private String answer() {
    List<String> tags = model.tag(words);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tags.size(); i++) {
      text.append(lines.get(i)).append('\t').append(tags.get(i)).append('\n');
    }
    lines.clear();
    words.clear();
    return text.toString();
  }
}
