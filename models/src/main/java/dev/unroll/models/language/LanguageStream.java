package dev.unroll.models.language;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.models.decode.Choice;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.layer.LinearStream;
import dev.unroll.models.layer.RecurrentState;
import dev.unroll.models.layer.RecurrentStream;
import java.util.HashMap;
import java.util.Map;

/// A language model run one token at a time, with carried state: feed it what was said, ask it for what comes
/// next. Gives the bits of [LanguageModel#forward], with the parameters as they are at each step. Once warm,
/// [#feed] and [#choose] allocate nothing.
///
/// Not thread-safe; each reader of a model has its own. All of them share the model's packed weights.
public final class LanguageStream implements StepModel {
  private final LanguageModel model;
  private final Choice choice;

  /// What computes so many rows, made when first needed.
  private final Map<Integer, Rows> byCount = new HashMap<>();

  private Rows rows;
  private final int[] single = new int[1];
  private Tensor logits;

  LanguageStream(LanguageModel model, int rows) {
    this.model = model;
    this.rows = new Rows(rows);
    byCount.put(rows, this.rows);
    choice = new Choice(model.vocabulary().size());
  }

  /// Some rows side by side.
  private final class Rows {
    private final int[] ids;
    private final Tensor vectors;
    private final RecurrentStream layers;
    private final LinearStream decoder;

    Rows(int count) {
      KernelSet kernels = Kernels.active();
      ids = new int[count];
      if (model.embedding() == null) {
        vectors = null;
        layers = model.recurrent().stream(kernels, ids);
      } else {
        vectors = Tensor.zeros(count, model.embedding().features());
        layers = model.recurrent().stream(kernels, vectors);
      }
      decoder = model.decoder().stream(kernels, layers.output());
    }

    Tensor step(int[] read) {
      if (read.length != ids.length) {
        throw new IllegalArgumentException(
            "ids: expected one for each of %d rows, got %d".formatted(ids.length, read.length));
      }
      System.arraycopy(read, 0, ids, 0, ids.length);
      if (vectors != null) {
        model.embedding().read(ids, vectors);
      }
      layers.step();
      return decoder.step();
    }
  }

  /// The state carried along: copy it to come back here later, write to it to go on from elsewhere. After
  /// [#select] with another number of rows it is another object.
  public RecurrentState state() {
    return rows.layers.state();
  }

  /// Reads the token with an id and returns the logits `[1,V]` of the one that follows, which the next call
  /// overwrites. Of a stream of one row.
  public Tensor feed(int id) {
    single[0] = id;
    return step(single);
  }

  @Override
  public Tensor step(int[] ids) {
    logits = rows.step(ids);
    return logits;
  }

  @Override
  public void select(int[] chosen) {
    if (chosen.length == rows.ids.length) {
      state().selectRows(chosen);
      return;
    }
    Rows next = byCount.computeIfAbsent(chosen.length, Rows::new);
    next.layers.state().takeRows(state(), chosen);
    rows = next;
  }

  /// The id of a token drawn by the latest logits of a stream of one row.
  ///
  /// @throws IllegalStateException if they are no numbers
  public int choose(Sampling sampling, RandomStream random) {
    return choice.draw(logits, 0, sampling.temperature(), sampling.topK(), sampling.topP(), random);
  }
}
