package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.kernels.Workers;
import dev.unroll.models.language.TextModel;
import dev.unroll.models.language.TextScore;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.text.Tokenizer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Scores the lines of a text that are not empty, each by itself ([TextModel#alone]). Several lines are scored at a time; they are
/// printed in order, as soon as they and those before them are done.
final class LineScores {
  private final TextModel model;
  private final int threads;
  private final Output output;

  /// Lines that are not printed yet.
  private final Deque<Pending> pending = new ArrayDeque<>();

  private int number;
  private StringBuilder line = new StringBuilder();
  private boolean afterReturn;

  private record Pending(int number, String line, Future<TextScore> score) {}

  LineScores(TextModel model, int threads, Output output) {
    this.model = model;
    this.threads = threads;
    this.output = output;
  }

  /// Scores and prints all lines.
  void print(TextSource text) throws IOException {
    String item = model.tokenizer() == Tokenizer.CHARACTERS ? "char" : "word";
    output.printf("nats/%s  bits/%s  perplexity  line", item, item);
    try (ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory())) {
      try {
        text.read(codePoint -> read(codePoint, executor));
        endLine(executor);
        while (!pending.isEmpty()) {
          printFirst();
        }
      } finally {
        executor.shutdownNow();
      }
    }
  }

  /// Lines end with `\n`, `\r` or both.
  private void read(int codePoint, ExecutorService executor) throws IOException {
    if (codePoint == '\n' || codePoint == '\r') {
      if (codePoint == '\r' || !afterReturn) {
        endLine(executor);
      }
    } else {
      line.appendCodePoint(codePoint);
    }
    afterReturn = codePoint == '\r';
  }

  private void endLine(ExecutorService executor) throws IOException {
    number++;
    if (line.isEmpty()) {
      return;
    }
    String ended = line.toString();
    line = new StringBuilder();
    int of = number;
    int[] ids = Stage.READING.run(() -> model.vocabulary().encode(ended, model.tokenizer(), of));
    pending.add(new Pending(of, ended, executor.submit(() -> score(ids))));
    while (pending.size() > 4 * threads
        || (!pending.isEmpty() && pending.getFirst().score().isDone())) {
      printFirst();
    }
  }

  private TextScore score(int[] ids) {
    return model.score(TokenIds.of(model.alone(ids)), Workers.CALLER);
  }

  private void printFirst() throws IOException {
    Pending first = pending.removeFirst();
    TextScore score = result(first.score());
    output.printf(
        "%9.3f  %9.3f  %10.3f  %d: %s",
        score.natsPerToken(),
        score.bitsPerToken(),
        score.perplexity(),
        first.number(),
        Output.harmless(first.line()));
    if (output.out().checkError()) {
      throw new UnwritableException();
    }
  }

  private static TextScore result(Future<TextScore> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException own -> throw own;
        case Error own -> throw own;
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }
}
