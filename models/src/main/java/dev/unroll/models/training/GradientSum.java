package dev.unroll.models.training;

import dev.unroll.autograd.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The gradient of a step whose micro-batches several [Peers] share, with the bits of one process that has them
/// all. Every peer adds up what it has in a [GradientTree]. Then
///
/// 1. each sends every other its sums' rows of which the other takes care (reduce-scatter),
/// 2. each adds what came for its own rows in the same tree,
/// 3. and sends the total of them to all (all-gather).
///
/// Of `L` floats each of `n` peers sends and receives some `2 L (n − 1) / n`, if the micro-batches that it has make one
/// node of the tree: if their number is a power of two. Rows of tables that no micro-batch looked up are not sent.
final class GradientSum {
  /// The bytes of a node beside its gradients: position, count, loss, weight, items.
  private static final int NODE = 4 + 4 + 8 + 8 + 8;

  private final List<Parameter> parameters;
  private final Peers peers;
  private final GradientTree tree;

  /// Adds the rows of which this peer takes care; null where there is none beside it.
  private final GradientTree part;

  private final List<ByteBuffer> sent = new ArrayList<>();
  private final GradientRows[] received;
  private ByteBuffer total = ByteBuffer.allocate(0);

  GradientSum(List<Parameter> parameters, Peers peers) {
    this.parameters = List.copyOf(parameters);
    this.peers = peers;
    GradientRows.Layout layout = GradientRows.Layout.of(parameters);
    int size = peers.size();
    tree = new GradientTree(layout);
    part = size == 1 ? null : new GradientTree(layout.part(peers.rank(), size));
    received = new GradientRows[size];
    for (int peer = 0; peer < size; peer++) {
      received[peer] = new GradientRows(layout.part(peer, size));
      sent.add(ByteBuffer.allocate(0));
    }
  }

  /// Takes the parameters' gradients as those of the next micro-batch that this peer has, and makes them zero.
  ///
  /// @param position of the micro-batch in its step
  void add(int position, double loss, double weight, long items) {
    tree.add(position, parameters, loss, weight, items);
  }

  /// Ends a step: the sum over all peers becomes the parameters' gradients, which the total weight divides if
  /// the mean is wanted.
  ///
  /// @return the totals; their gradients are not to be used
  GradientTree.Node finish(boolean mean) {
    GradientTree.Node sum;
    if (peers.size() == 1) {
      sum = tree.total();
      sum.gradients().give(parameters, factor(sum, mean), 0, 1);
      tree.recycle(sum);
      return sum;
    }
    // 1. each peer gets its rows of the sums here
    List<GradientTree.Node> nodes = tree.drain();
    for (int peer = 0; peer < peers.size(); peer++) {
      sent.set(peer, written(nodes, peer, sent.get(peer)));
    }
    nodes.forEach(tree::recycle);

    // 2. the same rows of all sums, in the order of positions
    List<GradientTree.Node> parts = new ArrayList<>();
    for (ByteBuffer from : peers.exchange(sent)) {
      read(from.order(ByteOrder.LITTLE_ENDIAN), parts);
    }
    parts.sort(Comparator.comparingInt(GradientTree.Node::from));
    parts.forEach(part::add);
    sum = part.total();

    // 3. the total of every row
    total = cleared(total, sum.gradients().bytes(0, 1));
    sum.gradients().write(total, 0, 1);
    part.recycle(sum);
    List<ByteBuffer> totals = peers.gather(total.flip());
    for (Parameter parameter : parameters) {
      parameter.zeroGradient(); // of a peer that had no micro-batch it is that of the step before
    }
    for (int peer = 0; peer < totals.size(); peer++) {
      received[peer].read(totals.get(peer).order(ByteOrder.LITTLE_ENDIAN));
      received[peer].give(parameters, factor(sum, mean), peer, peers.size());
    }
    return sum;
  }

  private static float factor(GradientTree.Node sum, boolean mean) {
    return mean && sum.weight() > 0 ? (float) (1 / sum.weight()) : 1;
  }

  private ByteBuffer written(List<GradientTree.Node> nodes, int peer, ByteBuffer before) {
    int bytes = 0;
    for (GradientTree.Node node : nodes) {
      bytes = Math.addExact(bytes, NODE + node.gradients().bytes(peer, peers.size()));
    }
    ByteBuffer to = cleared(before, bytes);
    for (GradientTree.Node node : nodes) {
      to.putInt(node.from()).putInt(node.count());
      to.putDouble(node.loss()).putDouble(node.weight()).putLong(node.items());
      node.gradients().write(to, peer, peers.size());
    }
    return to.flip();
  }

  private void read(ByteBuffer from, List<GradientTree.Node> to) {
    while (from.hasRemaining()) {
      int position = from.getInt();
      int count = from.getInt();
      double loss = from.getDouble();
      double weight = from.getDouble();
      long items = from.getLong();
      GradientRows gradients = part.empty();
      gradients.read(from);
      to.add(new GradientTree.Node(position, count, gradients, loss, weight, items));
    }
  }

  private static ByteBuffer cleared(ByteBuffer buffer, int bytes) {
    ByteBuffer enough = buffer.capacity() < bytes ? ByteBuffer.allocate(bytes) : buffer;
    return enough.clear().order(ByteOrder.LITTLE_ENDIAN);
  }
}
