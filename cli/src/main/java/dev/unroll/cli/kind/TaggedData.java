package dev.unroll.cli.kind;

import dev.unroll.models.settings.Setting;
import dev.unroll.models.tagging.GeneratedSentences;
import dev.unroll.models.tagging.TaggedSentence;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Tagged sentences in files.
///
/// @param sentences files in the CoNLL format to train on; none for generated sentences
/// @param heldOut files to measure on
/// @param encoding of the files
public record TaggedData(
    @Setting(value = "Files of lines WORD TAB TAG to train on.", label = "FILE,…")
        List<Path> sentences,
    @Setting(value = "Files of lines WORD TAB TAG to measure on.", label = "FILE,…")
        List<Path> heldOut,
    @Setting(value = "Encoding of the files, such as ISO-8859-1.", label = "NAME")
        String encoding) {
  private static final int GENERATED = 1000;
  private static final int GENERATED_HELD_OUT = 200;

  public TaggedData {
    sentences = List.copyOf(sentences);
    heldOut = List.copyOf(heldOut);
    TextData.charset(encoding);
    if (sentences.isEmpty() && !heldOut.isEmpty()) {
      throw new IllegalArgumentException("held-out: expected sentences to train on too, got none");
    }
  }

  boolean generated() {
    return sentences.isEmpty();
  }

  List<TaggedSentence> readTraining() throws IOException {
    return generated() ? GeneratedSentences.sentences(GENERATED, 1) : read(sentences);
  }

  List<TaggedSentence> readHeldOut() throws IOException {
    return generated() ? GeneratedSentences.sentences(GENERATED_HELD_OUT, 2) : read(heldOut);
  }

  private List<TaggedSentence> read(List<Path> files) throws IOException {
    Charset charset = TextData.charset(encoding);
    List<TaggedSentence> all = new ArrayList<>();
    for (Path file : files) {
      for (var each : dev.unroll.cli.data.TaggedSentence.read(file, charset)) {
        all.add(new TaggedSentence(each.tokens(), each.tags()));
      }
    }
    return all;
  }
}
