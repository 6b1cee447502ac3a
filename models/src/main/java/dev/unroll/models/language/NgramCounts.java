package dev.unroll.models.language;

import java.util.Arrays;

/// How often each n-gram of up to `depth` ids occurs in a text: a trie in sorted arrays.
///
/// Level k holds the distinct n-grams of k+1 ids in lexicographic order, 12 bytes each: their last id,
/// their count, and where their continuations begin on level k+1; those of one n-gram lie together. A node
/// is a level and an index. The empty n-gram is [#ROOT], on level −1.
final class NgramCounts {
  /// The empty n-gram's index.
  static final int ROOT = 0;

  /// What [#child] gives where there is none.
  static final int NONE = -1;

  private final int length;
  private final int[][] lastId;
  private final int[][] count;
  private final int[][] firstChild; // one more than nodes on the level
  private final int[] ending; // on each level the n-gram with which the text ends

  /// Counts the n-grams of 1 to `depth` ids.
  NgramCounts(int[] ids, int vocabulary, int depth) {
    length = ids.length;
    lastId = new int[depth][];
    count = new int[depth][];
    firstChild = new int[depth][];
    ending = new int[depth];
    int[] sorted = SortedPositions.of(ids, vocabulary, depth);
    int[] nodes = new int[depth];
    // 1. how many distinct n-grams there are on each level
    visit(ids, sorted, depth, (level, _) -> nodes[level]++, (_, _) -> {});
    for (int level = 0; level < depth; level++) {
      lastId[level] = new int[nodes[level]];
      count[level] = new int[nodes[level]];
      firstChild[level] = new int[level + 1 < depth ? nodes[level] + 1 : 0];
    }
    // 2. what they are, how often they occur, and where their continuations will be
    Arrays.fill(nodes, 0);
    visit(
        ids,
        sorted,
        depth,
        (level, position) -> {
          int node = nodes[level]++;
          lastId[level][node] = ids[position + level];
          if (level + 1 < depth) {
            firstChild[level][node] = nodes[level + 1];
          }
        },
        (level, position) -> {
          int node = nodes[level] - 1;
          count[level][node]++;
          if (position + level == ids.length - 1) {
            ending[level] = node;
          }
        });
    for (int level = 0; level + 1 < depth; level++) {
      firstChild[level][nodes[level]] = nodes[level + 1];
    }
  }

  @FunctionalInterface
  private interface Visitor {
    void visit(int level, int position);
  }

  /// For each position in sorted order and each n-gram that begins there: the first time that it is met, and
  /// every time.
  private static void visit(
      int[] ids, int[] sorted, int depth, Visitor firstTime, Visitor everyTime) {
    int previous = -1;
    for (int position : sorted) {
      int common = previous < 0 ? 0 : SortedPositions.common(ids, previous, position, depth);
      int levels = Math.min(depth, ids.length - position);
      for (int level = 0; level < levels; level++) {
        if (level >= common) {
          firstTime.visit(level, position);
        }
        everyTime.visit(level, position);
      }
      previous = position;
    }
  }

  /// The longest n-grams that are counted.
  int depth() {
    return count.length;
  }

  /// The number of distinct n-grams on a level.
  int nodes(int level) {
    return count[level].length;
  }

  /// Where the continuations of a node begin on the next level.
  int firstChild(int level, int node) {
    return level < 0 ? 0 : firstChild[level][node];
  }

  /// Where the continuations of a node end.
  int endOfChildren(int level, int node) {
    return level < 0 ? nodes(0) : firstChild[level][node + 1];
  }

  /// `t(h)`, how many distinct ids follow the n-gram of a node.
  int followers(int level, int node) {
    return endOfChildren(level, node) - firstChild(level, node);
  }

  /// `c(h)`, how often the n-gram of a node is followed by anything: its count, less one if the text ends
  /// with it.
  int followed(int level, int node) {
    return level < 0 ? length : count[level][node] - (ending[level] == node ? 1 : 0);
  }

  /// How often the n-gram of a node occurs.
  int count(int level, int node) {
    return count[level][node];
  }

  /// The last id of a node's n-gram.
  int lastId(int level, int node) {
    return lastId[level][node];
  }

  /// The node on the next level that continues a node with an id, or [#NONE].
  int child(int level, int node, int id) {
    int found =
        Arrays.binarySearch(
            lastId[level + 1], firstChild(level, node), endOfChildren(level, node), id);
    return found < 0 ? NONE : found;
  }

  /// The node of the `size` ids before `end`, which lies on level `size` − 1, or [#NONE].
  int find(int[] ids, int end, int size) {
    int node = ROOT;
    for (int level = -1; level < size - 1 && node != NONE; level++) {
      node = child(level, node, ids[end - size + level + 1]);
    }
    return node;
  }
}
