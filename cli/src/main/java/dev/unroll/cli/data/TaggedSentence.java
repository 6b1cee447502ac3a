package dev.unroll.cli.data;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A sentence whose tokens have tags, in the format of the CoNLL shared tasks: one token a line with its tag,
/// an empty line behind each sentence.
///
/// @param tokens the tokens
/// @param tags one for each, `O`, `B-type` or `I-type`
/// @param line where it begins, counted from 1
public record TaggedSentence(List<String> tokens, List<String> tags, long line) {
  private static final String DOCUMENT = "-DOCSTART-";

  public TaggedSentence {
    tokens = List.copyOf(tokens);
    tags = List.copyOf(tags);
    if (tokens.size() != tags.size()) {
      throw new IllegalArgumentException(
          "expected a tag for each of %d tokens, got %d".formatted(tokens.size(), tags.size()));
    }
  }

  /// The sentences of a file. A token is the first column of its line, its tag the last one; columns are
  /// separated by tabs, in a line without a tab by spaces. A line of white space only ends a sentence. Lines
  /// that begin a document, `-DOCSTART-`, are not read.
  ///
  /// @throws IOException with a message for people if a line has no tag, or the tags are no BIO sequence:
  ///     `I-x` follows `B-x` or `I-x` only
  public static List<TaggedSentence> read(Path file, Charset charset) throws IOException {
    Sentences sentences = new Sentences();
    TextLines.read(file, charset, sentences::read);
    sentences.end();
    return sentences.all;
  }

  /// The columns of a token's line.
  public static String[] columns(String line) {
    return line.indexOf('\t') >= 0 ? line.split("\t", -1) : line.split(" +");
  }

  /// The sentence as [#read] reads it, with the empty line behind it.
  public String format() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      text.append(tokens.get(i)).append('\t').append(tags.get(i)).append('\n');
    }
    return text.append('\n').toString();
  }

  private static final class Sentences {
    private final List<TaggedSentence> all = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();
    private long firstLine;

    void read(String line, Place place) throws IOException {
      if (line.isBlank()) {
        end();
        return;
      }
      String[] columns = columns(line);
      if (columns[0].equals(DOCUMENT)) {
        return;
      }
      if (columns.length < 2 || columns[0].isBlank()) {
        throw place.refuse("expected a token, a tab and its tag, got '%s'".formatted(line));
      }
      String tag = columns[columns.length - 1].strip();
      check(tag, line.lastIndexOf(tag) + 1, place);
      if (tokens.isEmpty()) {
        firstLine = place.line();
      }
      tokens.add(columns[0]);
      tags.add(tag);
    }

    private void check(String tag, int column, Place place) throws IOException {
      boolean begins = tag.startsWith("B-") && tag.length() > 2;
      boolean goesOn = tag.startsWith("I-") && tag.length() > 2;
      if (!tag.equals("O") && !begins && !goesOn) {
        throw place.refuse(column, "expected a tag O, B-type or I-type, got '%s'".formatted(tag));
      }
      String before = tags.isEmpty() ? "O" : tags.getLast();
      if (goesOn && (before.equals("O") || !before.substring(2).equals(tag.substring(2)))) {
        throw place.refuse(
            column,
            "expected B-%s before %s, got %s; entities begin with B- in the BIO format"
                .formatted(
                    tag.substring(2), tag, tags.isEmpty() ? "the sentence's beginning" : before));
      }
    }

    void end() {
      if (!tokens.isEmpty()) {
        all.add(new TaggedSentence(tokens, tags, firstLine));
        tokens.clear();
        tags.clear();
      }
    }
  }
}
