package dev.unroll.models.training;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Adds up the gradients of `n` micro-batches in a fixed tree over their positions, so that the sum has the
/// same bits whoever computed which part of it:
///
///     sum(0..n) = sum(0..p) + sum(p..n),   p the greatest power of two below n
///
/// A leaf is the gradient of one micro-batch's loss summed (not averaged) over what counts in it, with its
/// weight. At most ⌈log₂ n⌉ + 1 gradients are held at a time.
public final class GradientTree {
  private final List<Parameter> parameters;
  private final int length;
  private final Deque<Node> pending = new ArrayDeque<>();
  private final List<float[]> free = new ArrayList<>();

  /// The sum over micro-batches `from` to `from + count` of a step, `count` a power of two that divides
  /// `from`.
  ///
  /// @param gradients of all parameters, one after the other
  /// @param loss Σ mean·weight
  /// @param weight Σ weight
  public record Node(int from, int count, float[] gradients, double loss, double weight) {}

  /// A tree over the gradients of these parameters.
  public GradientTree(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
    length = parameters.stream().mapToInt(parameter -> parameter.value().elements()).sum();
  }

  /// Takes the parameters' gradients as those of the next micro-batch and makes them zero.
  ///
  /// @param position of the micro-batch in its step
  public void add(int position, double loss, double weight) {
    float[] gradients = free.isEmpty() ? new float[length] : free.removeLast();
    int at = 0;
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.gradient();
      System.arraycopy(gradient.data(), gradient.offset(), gradients, at, gradient.elements());
      at += gradient.elements();
      parameter.zeroGradient();
    }
    add(new Node(position, 1, gradients, loss, weight));
  }

  /// Takes the sum of the micro-batches that follow those taken so far.
  public void add(Node next) {
    Node node = next;
    while (!pending.isEmpty() && pairs(pending.peekLast(), node)) {
      node = merged(pending.removeLast(), node);
    }
    pending.addLast(node);
  }

  private static boolean pairs(Node left, Node right) {
    return left.count() == right.count()
        && left.from() % (2 * left.count()) == 0
        && left.from() + left.count() == right.from();
  }

  private Node merged(Node left, Node right) {
    float[] sum = left.gradients();
    float[] more = right.gradients();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
    free.add(more);
    return new Node(
        left.from(),
        left.count() + right.count(),
        sum,
        left.loss() + right.loss(),
        left.weight() + right.weight());
  }

  /// The sums taken so far that no later one completes, in the order of their positions; the tree is empty
  /// afterwards.
  public List<Node> drain() {
    List<Node> nodes = List.copyOf(pending);
    pending.clear();
    return nodes;
  }

  /// Ends a step: the sum of all that was taken becomes the parameters' gradients, which the total weight
  /// divides if the mean is wanted.
  ///
  /// @return the total, without gradients
  public Node finish(boolean mean) {
    Node node = pending.removeLast();
    while (!pending.isEmpty()) {
      node = merged(pending.removeLast(), node);
    }
    float factor = mean && node.weight() > 0 ? (float) (1 / node.weight()) : 1;
    int at = 0;
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.gradient();
      float[] data = gradient.data();
      for (int i = 0; i < gradient.elements(); i++) {
        data[gradient.offset() + i] = node.gradients()[at++] * factor;
      }
    }
    free.add(node.gradients());
    return new Node(node.from(), node.count(), null, node.loss(), node.weight());
  }
}
