package dev.unroll.models.language;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.models.decode.StepModel;
import java.util.Arrays;

/// A Markov model of a text: the next id depends on the `order` ids before it, by how often they were seen
/// together ([Smoothing]). Order 0 knows frequencies only, order 1 pairs, order 2 triples, and so on. Ids stand
/// for characters or words alike.
///
/// Where fewer than `order` ids precede, those that do are the context. Immutable, and safe to use from many
/// threads. Takes 12 bytes for each distinct n-gram of up to `order` + 1 ids. Probabilities are in double and
/// the same on every machine.
///
/// Source: Markov 1913; Shannon 1948.
public final class NgramModel {
  private final NgramCounts counts;
  private final int vocabulary;
  private final int order;
  private final Smoothing smoothing;

  private NgramModel(NgramCounts counts, int vocabulary, int order, Smoothing smoothing) {
    this.counts = counts;
    this.vocabulary = vocabulary;
    this.order = order;
    this.smoothing = smoothing;
  }

  /// The model of a text.
  ///
  /// @param ids the text, not modified
  /// @param vocabulary `V`: ids lie below it
  /// @param order how many ids a context has, 0 or more
  /// @throws IllegalArgumentException if the text has not more than `order` ids, or one out of range
  public static NgramModel of(int[] ids, int vocabulary, int order, Smoothing smoothing) {
    Checks.notNegative("order", order);
    Checks.ids("ids", ids, vocabulary);
    if (order >= ids.length) {
      throw new IllegalArgumentException(
          "order: expected less than the text's %d tokens, got %d".formatted(ids.length, order));
    }
    return new NgramModel(
        new NgramCounts(ids, vocabulary, order + 1), vocabulary, order, smoothing);
  }

  /// The model of a lower order of the same text; it shares this one's counts.
  ///
  /// @throws IllegalArgumentException if the order is above this model's
  public NgramModel withOrder(int lower) {
    Checks.notNegative("order", lower);
    if (lower >= counts.depth()) {
      throw new IllegalArgumentException(
          "order: expected at most %d, for which n-grams were counted, got %d"
              .formatted(counts.depth() - 1, lower));
    }
    return new NgramModel(counts, vocabulary, lower, smoothing);
  }

  /// This model with another smoothing; it shares this one's counts.
  public NgramModel withSmoothing(Smoothing other) {
    return new NgramModel(counts, vocabulary, order, other);
  }

  /// How many ids a context has.
  public int order() {
    return order;
  }

  /// `V`.
  public int vocabulary() {
    return vocabulary;
  }

  /// How unseen n-grams get their probability.
  public Smoothing smoothing() {
    return smoothing;
  }

  /// The number of distinct n-grams of `length` ids that were seen; `length` is 1 to the order + 1.
  public int distinct(int length) {
    return counts.nodes(length - 1);
  }

  /// The probability of `text[position]` after the ids before it.
  public double probability(int[] text, int position) {
    int id = text[position];
    return switch (smoothing) {
      case Smoothing.AddK(double k) -> {
        int size = Math.min(order, position);
        int node = counts.find(text, position, size);
        yield node == NgramCounts.NONE
            ? 1.0 / vocabulary
            : (seen(size - 1, node, id) + k) / (counts.followed(size - 1, node) + k * vocabulary);
      }
      case Smoothing.WittenBell() -> {
        double p = 1.0 / vocabulary;
        for (int size = 0; size <= Math.min(order, position); size++) {
          int node = counts.find(text, position, size);
          if (node == NgramCounts.NONE) {
            break; // nor was any longer context seen
          }
          double followers = counts.followers(size - 1, node);
          if (followers > 0) {
            p =
                (seen(size - 1, node, id) + followers * p)
                    / (counts.followed(size - 1, node) + followers);
          }
        }
        yield p;
      }
    };
  }

  /// `c(h w)`.
  private int seen(int level, int node, int id) {
    int child = counts.child(level, node, id);
    return child == NgramCounts.NONE ? 0 : counts.count(level + 1, child);
  }

  /// The probabilities `[V]` of all ids after the ids of `text` before `end`.
  ///
  /// @param into overwritten
  public void probabilities(int[] text, int end, double[] into) {
    if (into.length != vocabulary) {
      throw new IllegalArgumentException(
          "into: expected %d elements, one for each id, got %d".formatted(vocabulary, into.length));
    }
    Arrays.fill(into, 1.0 / vocabulary);
    int longest = Math.min(order, end);
    for (int size = smoothing instanceof Smoothing.AddK ? longest : 0; size <= longest; size++) {
      int node = counts.find(text, end, size);
      if (node == NgramCounts.NONE) {
        return;
      }
      interpolate(size - 1, node, into);
    }
  }

  /// Turns the probabilities of the next lower order into those of a context.
  private void interpolate(int level, int node, double[] probabilities) {
    double prior = prior(level, node);
    double all = counts.followed(level, node) + prior;
    if (prior > 0) {
      for (int id = 0; id < vocabulary; id++) {
        probabilities[id] *= prior / all;
      }
      int end = counts.endOfChildren(level, node);
      for (int child = counts.firstChild(level, node); child < end; child++) {
        probabilities[counts.lastId(level + 1, child)] += counts.count(level + 1, child) / all;
      }
    }
  }

  /// The weight of what is mixed with the counts of a context: the uniform distribution, or that of the next
  /// lower order.
  private double prior(int level, int node) {
    return switch (smoothing) {
      case Smoothing.AddK(double k) -> k * vocabulary;
      case Smoothing.WittenBell() -> counts.followers(level, node);
    };
  }

  /// An id drawn from [#probabilities] after the ids of `text` before `end`.
  ///
  /// A smoothed distribution is a mixture, and is drawn from as such: from the context's followers by their
  /// counts, or else from the next lower order.
  public int next(int[] text, int end, RandomStream random) {
    for (int size = Math.min(order, end); size >= 0; size--) {
      int node = counts.find(text, end, size);
      if (node != NgramCounts.NONE) {
        int followed = counts.followed(size - 1, node);
        double at = random.nextDouble() * (followed + prior(size - 1, node));
        if (at < followed) {
          return follower(size - 1, node, (int) at);
        }
      }
      if (smoothing instanceof Smoothing.AddK) {
        break;
      }
    }
    return random.nextInt(vocabulary);
  }

  /// The id that takes place number `at` when each follower takes as many as its count.
  private int follower(int level, int node, int at) {
    int child = counts.firstChild(level, node);
    for (int left = at - counts.count(level + 1, child); left >= 0; ) {
      left -= counts.count(level + 1, ++child);
    }
    return counts.lastId(level + 1, child);
  }

  /// `length` ids that continue a text, drawn one after the other.
  public int[] generate(int[] prompt, int length, RandomStream random) {
    Checks.ids("prompt", prompt, vocabulary);
    Checks.notNegative("length", length);
    int[] text = Arrays.copyOf(prompt, Math.addExact(prompt.length, length));
    for (int end = prompt.length; end < text.length; end++) {
      text[end] = next(text, end, random);
    }
    return Arrays.copyOfRange(text, prompt.length, text.length);
  }

  /// This model for decoding by temperature, top-k, top-p or beam search.
  public StepModel stepModel() {
    return new NgramStepModel(this);
  }

  /// The summed cross-entropy −Σ ln p of `text[from]` to `text[to − 1]`, each after all ids before it; its
  /// exponential, divided by their number before, is the perplexity.
  ///
  /// @throws IllegalArgumentException if an id is out of range
  public double nats(int[] text, int from, int to) {
    Checks.ids("text", text, vocabulary);
    double nats = 0;
    for (int position = from; position < to; position++) {
      nats -= StrictMath.log(probability(text, position));
    }
    return nats;
  }

  /// `exp` of the mean cross-entropy of `text[from]` to `text[to − 1]`: among how many equally likely ids the
  /// model hesitates.
  ///
  /// @throws IllegalArgumentException as [#nats], or if the range is empty
  public double perplexity(int[] text, int from, int to) {
    if (to <= from) {
      throw new IllegalArgumentException(
          "expected a text of at least one token to predict, got %d to %d".formatted(from, to));
    }
    return StrictMath.exp(nats(text, from, to) / (to - from));
  }
}
