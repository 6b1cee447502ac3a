package dev.unroll.models.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/// A long sequence of ids in as few bytes as they need: one each up to 256 different ones, two up to 65,536,
/// else four. Immutable; parts of it share its memory.
public final class TokenIds {
  private static final int SHIFT = 20;
  private static final int MASK = (1 << SHIFT) - 1;

  private final Block[] blocks;
  private final int from;
  private final int length;

  private TokenIds(Block[] blocks, int from, int length) {
    this.blocks = blocks;
    this.from = from;
    this.length = length;
  }

  /// A copy of an array of ids of 0 and more.
  public static TokenIds of(int... ids) {
    Builder builder = new Builder();
    for (int id : ids) {
      builder.add(id);
    }
    return builder.build(IntUnaryOperator.identity());
  }

  /// The number of ids.
  public int length() {
    return length;
  }

  /// The id at an index.
  public int at(int index) {
    Objects.checkIndex(index, length);
    int position = from + index;
    return blocks[position >>> SHIFT].get(position & MASK);
  }

  /// The ids from `begin` to `end`, without the last.
  public TokenIds part(int begin, int end) {
    Objects.checkFromToIndex(begin, end, length);
    return new TokenIds(blocks, from + begin, end - begin);
  }

  /// All ids.
  public int[] toArray() {
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = at(i);
    }
    return ids;
  }

  /// Some ids in memory of a width.
  private sealed interface Block {
    int get(int index);

    void set(int index, int id);
  }

  private record Bytes(byte[] ids) implements Block {
    @Override
    public int get(int index) {
      return ids[index] & 0xFF;
    }

    @Override
    public void set(int index, int id) {
      ids[index] = (byte) id;
    }
  }

  private record Chars(char[] ids) implements Block {
    @Override
    public int get(int index) {
      return ids[index];
    }

    @Override
    public void set(int index, int id) {
      ids[index] = (char) id;
    }
  }

  private record Ints(int[] ids) implements Block {
    @Override
    public int get(int index) {
      return ids[index];
    }

    @Override
    public void set(int index, int id) {
      ids[index] = id;
    }
  }

  /// Takes ids one by one; the widest so far says how wide a new block is.
  public static final class Builder {
    private final List<Block> blocks = new ArrayList<>();
    private int length;
    private int greatest;

    /// A builder without ids.
    public Builder() {}

    /// The number of ids so far.
    public int length() {
      return length;
    }

    /// Adds an id.
    ///
    /// @throws IllegalArgumentException if it is negative, or if there are too many
    public void add(int id) {
      if (id < 0 || length == Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            id < 0
                ? "expected ids of 0 and more, got " + id
                : "the text is too long: %,d tokens at most".formatted(Integer.MAX_VALUE));
      }
      int index = length & MASK;
      boolean wider = id > greatest && width(id) > width(greatest);
      greatest = Math.max(greatest, id);
      if (index == 0) {
        blocks.add(block(greatest, blocks.isEmpty() ? 1 << 10 : 1 << SHIFT));
      } else if (wider || (blocks.size() == 1 && index == capacity(blocks.getFirst()))) {
        int capacity = capacity(blocks.getLast());
        Block grown =
            block(greatest, index == capacity ? Math.min(2 * index, 1 << SHIFT) : capacity);
        for (int i = 0; i < index; i++) {
          grown.set(i, blocks.getLast().get(i));
        }
        blocks.set(blocks.size() - 1, grown);
      }
      blocks.getLast().set(index, id);
      length++;
    }

    /// The sequence, each id replaced by what the function makes of it. The builder is empty afterwards.
    public TokenIds build(IntUnaryOperator renumbering) {
      int highest = 0;
      for (int id = 0; id <= greatest && length > 0; id++) {
        highest = Math.max(highest, renumbering.applyAsInt(id));
      }
      Block[] built = new Block[blocks.size()];
      for (int b = 0; b < built.length; b++) {
        Block old = blocks.get(b);
        int count = Math.min(1 << SHIFT, length - (b << SHIFT));
        boolean fits = width(highest) == width(old) && capacity(old) - count < 1 << 16;
        built[b] = fits ? old : block(highest, count);
        for (int i = 0; i < count; i++) {
          built[b].set(i, renumbering.applyAsInt(old.get(i)));
        }
        blocks.set(b, null);
      }
      TokenIds ids = new TokenIds(built, 0, length);
      blocks.clear();
      length = 0;
      greatest = 0;
      return ids;
    }

    private static int width(int greatest) {
      return greatest < 1 << 8 ? 1 : greatest < 1 << 16 ? 2 : 4;
    }

    private static int width(Block block) {
      return switch (block) {
        case Bytes _ -> 1;
        case Chars _ -> 2;
        case Ints _ -> 4;
      };
    }

    private static Block block(int greatest, int capacity) {
      return switch (width(greatest)) {
        case 1 -> new Bytes(new byte[capacity]);
        case 2 -> new Chars(new char[capacity]);
        default -> new Ints(new int[capacity]);
      };
    }

    private static int capacity(Block block) {
      return switch (block) {
        case Bytes(byte[] ids) -> ids.length;
        case Chars(char[] ids) -> ids.length;
        case Ints(int[] ids) -> ids.length;
      };
    }
  }
}
