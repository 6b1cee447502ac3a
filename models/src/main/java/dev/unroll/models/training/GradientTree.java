package dev.unroll.models.training;

import dev.unroll.autograd.Parameter;
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
/// weight; positions may be left out. At most ⌈log₂ n⌉ + 1 gradients are held at a time where none is. Of tables
/// of which the micro-batches looked up some rows, those rows alone are held and added.
final class GradientTree {
  private final GradientRows.Layout layout;
  private final Deque<Node> pending = new ArrayDeque<>();
  private final List<GradientRows> free = new ArrayList<>();

  /// The sum over micro-batches `from` to `from + count` of a step, `count` a power of two that divides
  /// `from`; of the whole step in the end.
  ///
  /// @param gradients of all parameters
  /// @param loss Σ mean·weight
  /// @param weight Σ weight
  /// @param items Σ of what the task counts
  record Node(
      int from, int count, GradientRows gradients, double loss, double weight, long items) {}

  /// A tree over gradients of some layout.
  GradientTree(GradientRows.Layout layout) {
    this.layout = layout;
  }

  /// Memory for gradients of this layout, to be given to [#add(Node)].
  GradientRows empty() {
    return free.isEmpty() ? new GradientRows(layout) : free.removeLast();
  }

  /// Takes the parameters' gradients as those of the next micro-batch and makes them zero.
  ///
  /// @param position of the micro-batch in its step
  void add(int position, List<Parameter> parameters, double loss, double weight, long items) {
    GradientRows gradients = empty();
    gradients.take(parameters);
    add(new Node(position, 1, gradients, loss, weight, items));
  }

  /// Takes the sum of micro-batches that follow those taken so far.
  void add(Node next) {
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
    left.gradients().add(right.gradients());
    free.add(right.gradients());
    return new Node(
        left.from(),
        left.count() + right.count(),
        left.gradients(),
        left.loss() + right.loss(),
        left.weight() + right.weight(),
        left.items() + right.items());
  }

  /// The sums taken so far that no later one completes, in the order of their positions; the tree is empty
  /// afterwards.
  List<Node> drain() {
    List<Node> nodes = List.copyOf(pending);
    pending.clear();
    return nodes;
  }

  /// The sum of all that was taken, at least one; the tree is empty afterwards.
  Node total() {
    Node node = pending.removeLast();
    while (!pending.isEmpty()) {
      node = merged(pending.removeLast(), node);
    }
    return node;
  }

  /// Takes back the memory of a node that is no longer needed.
  void recycle(Node node) {
    free.add(node.gradients());
  }
}
