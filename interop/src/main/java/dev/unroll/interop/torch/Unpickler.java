package dev.unroll.interop.torch;

import dev.unroll.core.io.DType;
import dev.unroll.core.io.MalformedFileException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs the stack machine of a pickle, as far as `torch.save` needs it for tensors and plain values.
///
/// Only the names of an allow-list can be called: `collections.OrderedDict`,
/// `torch._utils._rebuild_tensor_v2`, `torch._utils._rebuild_parameter`, and the storages of `torch`. Every other name,
/// and every opcode that could make objects in another way, ends the reading with an exception that
/// says which. Nothing recurses, and what is built is bounded by the number of opcodes.
///
/// Format: `pickletools.py` of Python; protocol 2, and what of protocols 3 to 5 needs no other names.
final class Unpickler {
  /// What an archive's pickle is at most: the tensors' elements are elsewhere.
  private static final int MAX_LENGTH = 1 << 26;

  private static final Object MARK = new Object();

  private static final Map<String, PickleValue> GLOBALS =
      Map.ofEntries(
          Map.entry("collections.OrderedDict", PickleValue.Global.ORDERED_DICT),
          Map.entry("torch._utils._rebuild_tensor_v2", PickleValue.Global.REBUILD_TENSOR),
          Map.entry("torch._utils._rebuild_parameter", PickleValue.Global.REBUILD_PARAMETER),
          storage("Float", DType.F32),
          storage("Double", DType.F64),
          storage("Half", DType.F16),
          storage("BFloat16", DType.BF16),
          storage("Long", DType.I64),
          storage("Int", DType.I32),
          storage("Short", DType.I16),
          storage("Char", DType.I8),
          storage("Byte", DType.U8),
          storage("Bool", DType.BOOL));

  private final String file;
  private final ByteBuffer in;
  private final ArrayList<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  /// Where the current opcode stands.
  private int at;

  private Unpickler(String file, ByteBuffer in) {
    this.file = file;
    this.in = in.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Map.Entry<String, PickleValue> storage(String name, DType dtype) {
    return Map.entry("torch." + name + "Storage", new PickleValue.StorageType(dtype));
  }

  /// Reads the one value of a pickle.
  ///
  /// @throws MalformedFileException for whatever is wrong with it, and for whatever is not allowed
  static Object read(String file, ByteBuffer pickle) throws MalformedFileException {
    if (pickle.remaining() > MAX_LENGTH) {
      throw new MalformedFileException(
          file,
          "expected a data.pkl of at most %d bytes, found %d"
              .formatted(MAX_LENGTH, pickle.remaining()));
    }
    Unpickler unpickler = new Unpickler(file, pickle);
    try {
      return unpickler.run();
    } catch (BufferUnderflowException e) {
      throw unpickler.malformed("expected more, found the end");
    }
  }

  private MalformedFileException malformed(String problem) {
    return new MalformedFileException(file, "data.pkl, byte %d: %s".formatted(at, problem));
  }

  private Object run() throws MalformedFileException {
    while (true) {
      at = in.position();
      int opcode = in.get() & 0xFF;
      if (opcode == '.') {
        Object value = pop();
        if (!stack.isEmpty()) {
          throw malformed("expected one value at the end, found more");
        }
        return value;
      }
      step(opcode);
    }
  }

  private void step(int opcode) throws MalformedFileException {
    switch (opcode) {
      // Protocol and frames
      case 0x80 -> protocol();
      case 0x95 -> in.getLong();
      // Plain values
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) (in.get() & 0xFF));
      case 'M' -> push((long) (in.getShort() & 0xFFFF));
      case 'J' -> push((long) in.getInt());
      case 0x8a -> push(integer());
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X' -> push(text(in.getInt()));
      case 0x8c -> push(text(in.get() & 0xFF));
      case 'T' -> push(text(in.getInt()));
      case 'U' -> push(text(in.get() & 0xFF));
      // Containers
      case '(' -> stack.add(MARK);
      case ')' -> push(new PickleValue.Tuple(List.of()));
      case 't' -> push(new PickleValue.Tuple(popToMark()));
      case 0x85 -> tuple(1);
      case 0x86 -> tuple(2);
      case 0x87 -> tuple(3);
      case ']' -> push(new ArrayList<>(0));
      case 'a' -> {
        Object value = pop();
        list().add(value);
      }
      case 'e' -> {
        List<Object> values = popToMark();
        list().addAll(values);
      }
      case '}' -> push(new PickleValue.Dict(false));
      case 's' -> {
        Object value = pop();
        Object key = pop();
        put(dict(), key, value);
      }
      case 'u' -> putAll(popToMark());
      // Memory
      case 'q' -> memo.put(in.get() & 0xFF, peek());
      case 'r' -> memo.put(in.getInt(), peek());
      case 0x94 -> memo.put(memo.size(), peek());
      case 'h' -> recall(in.get() & 0xFF);
      case 'j' -> recall(in.getInt());
      // Objects
      case 'c' -> push(global(line(), line()));
      case 'R' -> push(reduce());
      case 'b' -> build();
      case 'Q' -> push(storage());
      default -> throw refused(opcode);
    }
  }

  // ---- the stack

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() throws MalformedFileException {
    Object value = peek();
    stack.removeLast();
    return value;
  }

  private Object peek() throws MalformedFileException {
    if (stack.isEmpty() || stack.getLast() == MARK) {
      throw malformed("expected a value on the stack, found none");
    }
    return stack.getLast();
  }

  private List<Object> popToMark() throws MalformedFileException {
    int mark = stack.size() - 1;
    while (mark >= 0 && stack.get(mark) != MARK) {
      mark--;
    }
    if (mark < 0) {
      throw malformed("expected a mark on the stack, found none");
    }
    List<Object> above = stack.subList(mark + 1, stack.size());
    List<Object> values = new ArrayList<>(above);
    stack.subList(mark, stack.size()).clear();
    return values;
  }

  private void tuple(int count) throws MalformedFileException {
    Object[] elements = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      elements[i] = pop();
    }
    push(new PickleValue.Tuple(Arrays.asList(elements)));
  }

  private void recall(int index) throws MalformedFileException {
    if (!memo.containsKey(index)) {
      throw malformed("expected a value remembered as %d, found none".formatted(index));
    }
    push(memo.get(index));
  }

  // ---- reading

  private void protocol() throws MalformedFileException {
    int protocol = in.get();
    if (protocol < 2 || protocol > 5) {
      throw malformed("expected pickle protocol 2 to 5, found " + protocol);
    }
  }

  private long integer() throws MalformedFileException {
    int length = in.get() & 0xFF;
    if (length > Long.BYTES) {
      throw malformed("expected integers of at most 64 bits, found %d bytes".formatted(length));
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (in.get() & 0xFFL) << 8 * i;
    }
    int unused = Long.SIZE - 8 * length;
    return length == 0 ? 0 : value << unused >> unused;
  }

  private String text(int length) throws MalformedFileException {
    if (length < 0 || length > in.remaining()) {
      throw malformed(
          "expected text of at most the %d bytes left, found a length of %d"
              .formatted(in.remaining(), Integer.toUnsignedLong(length)));
    }
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    return decode(bytes);
  }

  private String line() throws MalformedFileException {
    int start = in.position();
    while (in.get() != '\n') {
      // To the end of the line.
    }
    return decode(in.slice(start, in.position() - 1 - start));
  }

  private String decode(ByteBuffer bytes) throws MalformedFileException {
    try {
      return bytes.hasRemaining()
          ? StandardCharsets.UTF_8.newDecoder().decode(bytes).toString()
          : "";
    } catch (CharacterCodingException e) {
      throw malformed("expected text in UTF-8");
    }
  }

  // ---- lists and dictionaries

  @SuppressWarnings("unchecked")
  private List<Object> list() throws MalformedFileException {
    if (peek() instanceof ArrayList<?> list) {
      return (List<Object>) list;
    }
    throw malformed("expected a list on the stack");
  }

  private PickleValue.Dict dict() throws MalformedFileException {
    if (peek() instanceof PickleValue.Dict dict) {
      return dict;
    }
    throw malformed("expected a dictionary on the stack");
  }

  private void putAll(List<Object> items) throws MalformedFileException {
    PickleValue.Dict dict = dict();
    if (items.size() % 2 != 0) {
      throw malformed("expected a value for each key");
    }
    for (int i = 0; i < items.size(); i += 2) {
      put(dict, items.get(i), items.get(i + 1));
    }
  }

  private void put(PickleValue.Dict dict, Object key, Object value) throws MalformedFileException {
    if (!(key instanceof String || key instanceof Long || key instanceof Boolean)) {
      throw malformed("expected strings or whole numbers as keys of a dictionary");
    }
    dict.put(key.toString(), value);
  }

  // ---- what the names of the allow-list do

  private PickleValue global(String module, String name) throws MalformedFileException {
    PickleValue global = GLOBALS.get(module + "." + name);
    if (global == null) {
      throw forbidden(module + "." + name);
    }
    return global;
  }

  private Object reduce() throws MalformedFileException {
    Object arguments = pop();
    Object callable = pop();
    if (callable instanceof PickleValue.Global global
        && arguments instanceof PickleValue.Tuple(List<Object> list)) {
      try {
        return switch (global) {
          case ORDERED_DICT -> Constructors.orderedDict(list);
          case REBUILD_TENSOR -> Constructors.view(list);
          case REBUILD_PARAMETER -> Constructors.parameter(list);
        };
      } catch (IllegalArgumentException e) {
        throw malformed(e.getMessage());
      }
    }
    throw malformed("expected a call of OrderedDict or of a tensor's constructor");
  }

  /// A state dictionary carries its version as an attribute: read and dropped.
  private void build() throws MalformedFileException {
    Object state = pop();
    if (!(peek() instanceof PickleValue.Dict dict
        && dict.isOrdered()
        && state instanceof PickleValue.Dict)) {
      throw malformed("expected attributes of nothing but an OrderedDict");
    }
  }

  private PickleValue.Storage storage() throws MalformedFileException {
    Object id = pop();
    try {
      return Constructors.storage(id);
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage());
    }
  }

  private MalformedFileException refused(int opcode) throws MalformedFileException {
    String name =
        switch (opcode) {
          case 'i' -> "INST";
          case 'o' -> "OBJ";
          case 0x81 -> "NEWOBJ";
          case 0x92 -> "NEWOBJ_EX";
          case 0x82, 0x83, 0x84 -> "EXT";
          case 0x93 -> "STACK_GLOBAL";
          default -> null;
        };
    if (opcode == 'i') {
      return forbidden(line() + "." + line());
    }
    if (opcode == 0x93 && pop() instanceof String global && pop() instanceof String module) {
      return forbidden(module + "." + global);
    }
    return malformed(
        name == null
            ? "expected an opcode that torch.save writes, found 0x%02x".formatted(opcode)
            : "expected tensors and plain values only, found the opcode %s, which makes other objects"
                .formatted(name));
  }

  private MalformedFileException forbidden(String global) {
    boolean module = global.startsWith("torch.nn.") || global.startsWith("__main__.");
    return malformed(
        "expected tensors and plain values only, found a use of %s; nothing of the file was run. %s"
            .formatted(
                MalformedFileException.quote(global),
                module
                    ? "It holds a whole module: save its tensors, torch.save(model.state_dict(), path)"
                    : "If the file is yours, save tensors alone, torch.save(model.state_dict(), path)"));
  }
}
