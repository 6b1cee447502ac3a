package dev.unroll.models.decode;

import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Beam search: carries the `width` likeliest beginnings of a text on, step by step.
///
/// At each step every hypothesis is continued with every token; the continuations are ranked by ln p.
/// Those among the first `width` that end are done; the first `width` of the others are carried on. Done, and
/// cut off at the maximum length, they are ranked by [BeamOptions#lengthPenalty]:
///
///     score = ln p / length^α
///
/// where the end token counts for the length. The search stops as soon as no hypothesis can reach the n-best
/// any more, which changes nothing in the result. With a width of 1 and an α of 0 it is greedy decoding.
///
/// Of equal ln p the continuation of the higher hypothesis is the higher one, and then the lower id; of equal
/// scores the one done first.
///
/// Sources: Lowerre 1976; Sutskever, Vinyals and Le 2014; for the length, Wu et al. 2016.
public final class BeamSearch {
  private static final Comparator<Node> BY_PROBABILITY =
      Comparator.<Node>comparingDouble(node -> node.logProbability)
          .reversed()
          .thenComparingInt(node -> node.row)
          .thenComparingInt(node -> node.id);

  private final StepModel model;
  private final BeamOptions options;
  private final DecodingLimits limits;
  private final List<Hypothesis> done = new ArrayList<>(); // the best so far, the very best first

  private BeamSearch(StepModel model, BeamOptions options, DecodingLimits limits) {
    this.model = model;
    this.options = options;
    this.limits = limits;
  }

  /// A beginning of a text: its last token, and the beginning that this one continues.
  private record Node(Node parent, int row, int id, double logProbability, int length) {
    int[] ids(int count) {
      int[] ids = new int[count];
      Node node = this;
      for (int i = length; i > 0; i--, node = node.parent) {
        if (i <= count) {
          ids[i - 1] = node.id;
        }
      }
      return ids;
    }
  }

  /// The n-best texts after a first token, the best first; fewer than asked for if the model deems fewer
  /// possible.
  ///
  /// @param model with a state of one row
  /// @param first what it reads first: a begin token, or the last token of a prompt
  /// @throws IllegalStateException if the model has diverged: its logits are no distribution
  public static List<Hypothesis> search(
      StepModel model, int first, DecodingLimits limits, BeamOptions options) {
    return new BeamSearch(model, options, limits).run(first);
  }

  private List<Hypothesis> run(int first) {
    List<Node> beam = List.of(new Node(null, 0, first, 0, 0));
    for (int length = 1; !beam.isEmpty(); length++) {
      Tensor logits = model.step(beam.stream().mapToInt(Node::id).toArray());
      beam = next(beam, logits);
      if (length == limits.maximumLength()) {
        beam.forEach(node -> finish(node, false));
        break;
      }
      if (isSettled(beam)) {
        break;
      }
      model.select(beam.stream().mapToInt(Node::row).toArray());
    }
    return List.copyOf(done);
  }

  /// The hypotheses to carry on; those that end here are done.
  private List<Node> next(List<Node> beam, Tensor logits) {
    List<Node> going = new ArrayList<>(options.width());
    int rank = 0;
    for (Node node : continuations(beam, logits)) {
      if (node.id == limits.end()) {
        if (rank < options.width()) {
          finish(node, true);
        }
      } else if (going.size() < options.width()) {
        going.add(node);
      }
      rank++;
    }
    return going;
  }

  /// The likeliest continuations, the likeliest first: twice the width, for at most one of each hypothesis
  /// ends.
  private List<Node> continuations(List<Node> beam, Tensor logits) {
    int wanted = 2 * options.width();
    PriorityQueue<Node> best = new PriorityQueue<>(BY_PROBABILITY.reversed());
    for (int row = 0; row < beam.size(); row++) {
      Node parent = beam.get(row);
      Logits values = Logits.of(logits, row);
      double logSum = values.logSum();
      for (int id = 0; id < values.size(); id++) {
        double logProbability = parent.logProbability + values.logProbability(id, logSum);
        // Later rows and higher ids lose ties.
        boolean taken = best.size() < wanted || logProbability > best.peek().logProbability;
        if (taken && logProbability > Double.NEGATIVE_INFINITY) {
          best.add(new Node(parent, row, id, logProbability, parent.length + 1));
          if (best.size() > wanted) {
            best.remove();
          }
        }
      }
    }
    List<Node> ordered = new ArrayList<>(best);
    ordered.sort(BY_PROBABILITY);
    return ordered;
  }

  private void finish(Node node, boolean ended) {
    double score = score(node.logProbability, node.length);
    int place = done.size();
    while (place > 0 && done.get(place - 1).score() < score) {
      place--;
    }
    if (place < options.best()) {
      int[] ids = node.ids(ended ? node.length - 1 : node.length);
      done.add(place, new Hypothesis(ids, node.logProbability, score, ended));
    }
    if (done.size() > options.best()) {
      done.removeLast();
    }
  }

  private double score(double logProbability, int length) {
    return logProbability / StrictMath.pow(length, options.lengthPenalty());
  }

  /// Whether no hypothesis can reach the n-best any more: ln p only falls, and the length it is divided by
  /// grows to the maximum at most.
  private boolean isSettled(List<Node> beam) {
    if (done.size() < options.best() || beam.isEmpty()) {
      return beam.isEmpty();
    }
    double highest = score(beam.getFirst().logProbability, limits.maximumLength());
    return highest <= done.getLast().score();
  }
}
