package dev.unroll.interop.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Makes `.pt` files from a pickle's opcodes, right or wrong.
final class Archives {
  private Archives() {}

  /// An archive of a pickle, given as characters for bytes, and of storages `data/0`, `data/1`, …,
  /// deflated.
  static byte[] archive(String pickle, byte[]... storages) {
    return archive("little", pickle, storages);
  }

  /// [#archive(String, byte[]...)] of another byte order.
  static byte[] archive(String order, String pickle, byte[]... storages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      add(zip, "x/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
      add(zip, "x/byteorder", order.getBytes(StandardCharsets.ISO_8859_1));
      for (int i = 0; i < storages.length; i++) {
        add(zip, "x/data/" + i, storages[i]);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  /// Opcodes that make a string.
  static String text(String text) {
    return "U" + (char) text.length() + text;
  }

  /// Opcodes that make a number from 0 to 255.
  static String number(int number) {
    return "K" + (char) number;
  }

  /// Opcodes that make a tensor of the storage `data/KEY`.
  static String tensor(
      String type, int key, int elements, int offset, String shape, String strides) {
    return "ctorch._utils\n_rebuild_tensor_v2\n(("
        + text("storage")
        + "ctorch\n"
        + type
        + "Storage\n"
        + text(Integer.toString(key))
        + text("cpu")
        + number(elements)
        + "tQ"
        + number(offset)
        + shape
        + strides
        + "\u0089ccollections\nOrderedDict\n)RtR";
  }
}
