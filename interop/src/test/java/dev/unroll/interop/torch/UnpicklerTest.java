package dev.unroll.interop.torch;

import static dev.unroll.interop.torch.Archives.archive;
import static dev.unroll.interop.torch.Archives.number;
import static dev.unroll.interop.torch.Archives.tensor;
import static dev.unroll.interop.torch.Archives.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.testing.Allocations;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The pickle's opcodes one by one; files of PyTorch's own are in [TorchFileTest].
final class UnpicklerTest {
  private static final byte[] STORAGE = {0, 0, (byte) 0x80, 63, 0, 0, 0, 64, 0, 0, 64, 64};

  /// A dictionary of one member.
  private static String dict(String key, String value) {
    return "}" + text(key) + value + "s";
  }

  private static TorchFile read(String pickle, byte[]... storages) throws MalformedFileException {
    return TorchFile.of("file", archive("\u0080\u0002" + pickle + ".", storages));
  }

  private static Object value(String opcodes) throws MalformedFileException {
    return read(dict("v", opcodes)).values().get("v");
  }

  private static void refused(String pickle, String message) {
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> read(pickle, STORAGE));
    assertTrue(
        e.getMessage().startsWith("file: ") && e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void plainValues() throws MalformedFileException {
    assertEquals(null, value("N"));
    assertEquals(true, value("\u0088"));
    assertEquals(false, value("\u0089"));
    assertEquals(255L, value("K\u00ff"));
    assertEquals(0x0201L, value("M\u0001\u0002"));
    assertEquals(-2L, value("J\u00fe\u00ff\u00ff\u00ff"));
    assertEquals(-2L, value("\u008a\u0001\u00fe"));
    assertEquals(0L, value("\u008a\u0000"));
    assertEquals(Long.MIN_VALUE, value("\u008a\u0008\0\0\0\0\0\0\0\u0080"));
    assertEquals(1.5, value("G\u003f\u00f8\0\0\0\0\0\0"));
    assertEquals("é", value("X\u0002\0\0\0\u00c3\u00a9"));
    assertEquals("ab", value("T\u0002\0\0\0ab"));
    assertEquals("ab", value("\u008c\u0002ab"));
  }

  @Test
  void memory() throws MalformedFileException {
    String shared = dict("a", text("ab") + "\u0094") + text("b") + "h\0s";
    assertEquals(Map.of("a", "ab", "b", "ab"), read(shared).values());
    String far = dict("a", text("ab") + "r\0\0\0\u0080") + text("b") + "j\0\0\0\u0080s";
    assertEquals(Map.of("a", "ab", "b", "ab"), read(far).values());
  }

  @Test
  void namesOfContainersMakeThePath() throws MalformedFileException {
    String list = "](" + dict("a", number(1)) + dict("b", number(2)) + "e";
    String pickle = "}(" + text("x") + list + text("y") + dict("z", "(K\u0001K\u0002t") + "u";
    assertEquals(Map.of("x/0/a", 1L, "x/1/b", 2L), read(pickle).values());
  }

  @Test
  void anOrderedDictOfPython2() throws MalformedFileException {
    String pairs = "](](" + text("a") + number(1) + "e](" + text("b") + number(2) + "ee";
    assertEquals(
        Map.of("a", 1L, "b", 2L), read("ccollections\nOrderedDict\n(" + pairs + "tR").values());
  }

  @Test
  void tensorsFromEitherByteOrder() throws MalformedFileException {
    String pickle = dict("t", tensor("Float", 0, 3, 1, "K\u0002\u0085", "K\u0001\u0085"));
    float[] want = {2, 3};
    assertArrayEquals(want, read(pickle, STORAGE).tensors().get("t").tensor().data());
    byte[] big = {63, (byte) 0x80, 0, 0, 64, 0, 0, 0, 64, 64, 0, 0};
    TorchFile file = TorchFile.of("file", archive("big", "\u0080\u0002" + pickle + ".", big));
    assertArrayEquals(want, file.tensors().get("t").tensor().data());
    MalformedFileException e =
        assertThrows(
            MalformedFileException.class,
            () -> TorchFile.of("file", archive("middle", "\u0080\u0002" + pickle + ".", big)));
    assertEquals("file: expected the byte order little or big, found \"middle\"", e.getMessage());
  }

  @Test
  void viewsOutsideTheirStorageAreRefused() {
    String outside = "expected a view within its storage of 3 elements";
    refused(dict("t", tensor("Float", 0, 3, 1, "K\u0003\u0085", "K\u0001\u0085")), outside);
    refused(dict("t", tensor("Float", 0, 3, 3, "K\u0001\u0085", "K\u0001\u0085")), outside);
    refused(dict("t", tensor("Float", 0, 3, 0, "K\u0002\u0085", "K\u0003\u0085")), outside);
    String longest = "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f";
    refused(dict("t", tensor("Float", 0, 3, 0, "K\u0003\u0085", longest + "\u0085")), outside);
    refused(
        dict("t", tensor("Float", 0, 3, 0, "J\u00ff\u00ff\u00ff\u00ff\u0085", "K\u0001\u0085")),
        "expected a shape and strides of whole numbers, found (-1) and (1)");
    // A shape that holds a list which holds itself
    refused(
        dict("t", tensor("Float", 0, 3, 0, "]q\0h\0a\u0085", "K\u0001\u0085")),
        "expected a shape and strides of whole numbers, found (no whole number) and (1)");
    refused(
        dict("t", tensor("Float", 0, 2, 0, "K\u0001\u0085", "K\u0001\u0085")),
        "expected 2 elements of F32, of 4 bytes each, in the entry \"x/data/0\", found 12 bytes");
    refused(
        dict("t", tensor("Float", 7, 2, 0, "K\u0001\u0085", "K\u0001\u0085")),
        "expected its storage in the entry \"x/data/7\", found none");
  }

  @Test
  void expandedTensorsAreBounded() {
    String shape = "J\0\0\0\u0010\u0085";
    refused(
        dict("t", tensor("Float", 0, 3, 0, shape, "K\0\u0085")),
        "tensor \"t\": expected tensors of at most ");
    String huge = "J\u00ff\u00ff\u00ff\u007fJ\u00ff\u00ff\u00ff\u007f\u0086";
    refused(
        dict("t", tensor("Float", 0, 3, 0, huge, "K\0K\0\u0086")),
        "a tensor holds fewer than 2^31 - 64 elements");
  }

  @Test
  void whatIsNotAllowedIsNamed() {
    String use = "expected tensors and plain values only, found a use of ";
    refused("cposix\nsystem\n(" + text("true") + "tR", use + "\"posix.system\"");
    refused("ctorch\nComplexFloatStorage\n", use + "\"torch.ComplexFloatStorage\"");
    refused("(" + text("true") + "ios\nsystem\n", use + "\"os.system\"");
    String makes = ", which makes other objects";
    refused("ccollections\nOrderedDict\n)\u0081", "found the opcode NEWOBJ" + makes);
    refused("(ccollections\nOrderedDict\no", "found the opcode OBJ" + makes);
    refused("\u0082\u0001", "found the opcode EXT" + makes);
    refused("\u0093", "expected a value on the stack, found none");
    refused("I1\n", "expected an opcode that torch.save writes, found 0x49");
    refused("}}b", "expected attributes of nothing but an OrderedDict");
    refused("))R", "expected a call of OrderedDict or of a tensor's constructor");
    refused("ctorch\nFloatStorage\n)R", "expected a call of OrderedDict or of a tensor's");
    refused(text("x") + "Q", "expected a storage's type, key, location and number of elements");
  }

  @Test
  void brokenPicklesAreRefused() {
    refused("", "data.pkl, byte 2: expected a value on the stack, found none");
    refused("h\u0000", "expected a value remembered as 0, found none");
    refused("K\u0001K\u0002", "expected one value at the end, found more");
    refused("t", "expected a mark on the stack, found none");
    refused("K\u0001a", "expected a value on the stack, found none");
    refused("NK\u0001a", "expected a list on the stack");
    refused("NNNs", "expected a dictionary on the stack");
    refused("}(NNu", "expected strings or whole numbers as keys of a dictionary");
    refused("}(Nu", "expected a value for each key");
    refused("X\u00ff\u00ff\u00ff\u00ff", "found a length of 4294967295");
    refused("U\u0005ab", "expected text of at most the 3 bytes left, found a length of 5");
    refused("U\u0001\u00ff", "expected text in UTF-8");
    refused("ccollections", "expected more, found the end");
    refused(
        "\u008a\u0009\0\0\0\0\0\0\0\0\0", "expected integers of at most 64 bits, found 9 bytes");
    refused("\u0080\u0001", "expected pickle protocol 2 to 5, found 1");
    MalformedFileException e =
        assertThrows(
            MalformedFileException.class, () -> TorchFile.of("file", archive("\u0080\u0002N")));
    assertEquals("file: data.pkl, byte 3: expected more, found the end", e.getMessage());
  }

  @Test
  void nestingIsNoRecursion() throws MalformedFileException {
    refused(")" + "\u0085".repeat(20_000), "expected at most 100 containers within each other");
    // A list that holds itself
    refused("]q\0h\0a", "found parts that hold each other or are shared too often");
  }

  /// Thirty lists, each of which holds the one before it thirty times.
  @Test
  void sharedPartsAreBounded() {
    StringBuilder pickle = new StringBuilder("]q\0");
    for (int i = 0; i < 30; i++) {
      String lower = "h" + (char) i;
      pickle.append("](").append(lower.repeat(30)).append("eq").append((char) (i + 1));
    }
    pickle.append("\u0087".repeat(15));
    String whole = pickle.toString();
    long allocated = Allocations.fewestBytes(1, () -> refused(whole, "shared too often"));
    assertTrue(allocated < 100L * whole.length() + (1 << 20), "took " + allocated);
  }

  @Test
  void archivesOfOtherKindsAreRefused() {
    refusedBytes(new byte[] {'x'}, "expected a .pt file, which is a zip archive");
    byte[] other = archive("N");
    other[other.length - 1] = 1;
    refusedBytes(other, "expected a zip archive, found no directory at its end");
  }

  private static void refusedBytes(byte[] bytes, String message) {
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> TorchFile.of("file", bytes));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void aFileWithoutTensorsHasNoStateDictionary() throws MalformedFileException {
    TorchFile file = read(dict("epoch", number(3)));
    MalformedFileException e = assertThrows(MalformedFileException.class, file::stateDict);
    assertEquals("file: expected a model's tensors, found none among no tensors", e.getMessage());
  }

  @Test
  void weightsAreFoundUnderTheUsualKeys() throws MalformedFileException {
    String tensor = tensor("Float", 0, 3, 0, "K\u0003\u0085", "K\u0001\u0085");
    String wrapped = dict("model", dict("state_dict", dict("_orig_mod.module.w", tensor)));
    assertEquals(Set.of("w"), read(wrapped, STORAGE).stateDict().names());
    String parts =
        "}(" + text("encoder") + dict("w", tensor) + text("optim") + dict("m", tensor) + "u";
    assertEquals(Set.of("encoder.w"), read(parts, STORAGE).stateDict().names());
    assertEquals(Set.of("w"), read(parts, STORAGE).stateDict("encoder").names());
  }
}
