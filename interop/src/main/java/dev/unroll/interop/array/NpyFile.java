package dev.unroll.interop.array;

import dev.unroll.core.Shape;
import dev.unroll.core.io.DType;
import dev.unroll.core.io.FileReplacement;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.file.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// NumPy's `.npy` files of one array:
///
///     6 bytes    0x93 "NUMPY"
///     2 bytes    version 1.0, 2.0 or 3.0
///     2 or 4     length of the header, little-endian
///     header     {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }
///     data       the elements
///
/// Read are floats of 16 to 64 bits, integers and booleans, of either byte order, in C or Fortran order;
/// structured types and Python objects are refused. Written is version 1.0, little-endian, C order.
///
/// Format: `numpy.lib.format`.
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_AXES = 32;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']{1,16})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, L]*)\\)");

  private NpyFile() {}

  /// Whether bytes begin as such a file does.
  public static boolean isNpy(byte[] bytes) {
    return FileBytes.startsWith(bytes, MAGIC);
  }

  /// Reads a file.
  ///
  /// @throws MalformedFileException for whatever is wrong with it
  /// @throws IOException if the reading fails
  public static NdArray read(Path path) throws IOException {
    return of(path.toString(), FileBytes.read(path));
  }

  /// Reads from memory.
  ///
  /// @param file what to call the bytes in messages
  /// @param bytes the whole file; not copied, so the caller must not change it
  public static NdArray of(String file, byte[] bytes) throws MalformedFileException {
    if (!isNpy(bytes) || bytes.length < 10) {
      throw new MalformedFileException(file, "expected a .npy file, found another beginning");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int version = bytes[6];
    if (version < 1 || version > 3 || bytes[7] != 0 || version > 1 && bytes.length < 12) {
      throw new MalformedFileException(
          file,
          "expected a .npy file of version 1.0, 2.0 or 3.0, found %d.%d"
              .formatted(version, bytes[7]));
    }
    int begin = version == 1 ? 10 : 12;
    long length = version == 1 ? in.getShort(8) & 0xFFFF : in.getInt(8) & 0xFFFFFFFFL;
    if (length > bytes.length - begin) {
      throw new MalformedFileException(
          file,
          "expected a header of at most %d bytes, found a length of %d"
              .formatted(bytes.length - begin, length));
    }
    String header = new String(bytes, begin, (int) length, StandardCharsets.ISO_8859_1);
    String descr = find(file, header, DESCR, "a simple 'descr'");
    DType dtype = dtype(file, descr);
    boolean fortran = find(file, header, ORDER, "'fortran_order'").equals("True");
    Shape shape = shape(file, find(file, header, SHAPE, "a 'shape'"));
    in.position(begin + (int) length);
    ByteBuffer data = in.slice();
    long expected = (long) shape.elements() * dtype.bits() / 8;
    if (data.remaining() != expected) {
      throw new MalformedFileException(
          file,
          "expected %d bytes for %s %s, found %d"
              .formatted(expected, dtype, shape, data.remaining()));
    }
    boolean swapped = descr.charAt(0) == '>';
    if (swapped || fortran && shape.rank() > 1) {
      data = reorder(data, dtype.bits() / 8, shape, swapped, fortran);
    }
    return NdArray.of(dtype, shape, data);
  }

  private static String find(String file, String header, Pattern pattern, String what)
      throws MalformedFileException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new MalformedFileException(
          file,
          "expected %s in the header, found %s"
              .formatted(what, MalformedFileException.quote(header)));
    }
    return matcher.group(1);
  }

  private static DType dtype(String file, String descr) throws MalformedFileException {
    DType dtype =
        switch (descr.substring(descr.length() > 1 ? 1 : 0)) {
          case "f8" -> DType.F64;
          case "f4" -> DType.F32;
          case "f2" -> DType.F16;
          case "i8" -> DType.I64;
          case "i4" -> DType.I32;
          case "i2" -> DType.I16;
          case "i1" -> DType.I8;
          case "u8" -> DType.U64;
          case "u4" -> DType.U32;
          case "u2" -> DType.U16;
          case "u1" -> DType.U8;
          case "b1" -> DType.BOOL;
          default -> null;
        };
    if (dtype == null || "<>|=".indexOf(descr.charAt(0)) < 0) {
      throw new MalformedFileException(
          file,
          "expected floats of 16 to 64 bits, integers or booleans, found the type "
              + MalformedFileException.quote(descr));
    }
    return dtype;
  }

  private static Shape shape(String file, String text) throws MalformedFileException {
    List<Integer> axes = new ArrayList<>();
    try {
      for (String axis : text.replace("L", "").split(",")) {
        if (!axis.isBlank()) {
          axes.add(Integer.parseInt(axis.trim()));
        }
      }
      if (axes.size() <= MAX_AXES) {
        return Shape.of(axes.stream().mapToInt(Integer::intValue).toArray());
      }
    } catch (IllegalArgumentException e) {
      // Too large for an array: said below.
    }
    throw new MalformedFileException(
        file,
        "expected at most %d axes and fewer than 2^31 - 64 elements, found a shape of (%s)"
            .formatted(MAX_AXES, MalformedFileException.quote(text)));
  }

  /// The elements in C order, little-endian.
  private static ByteBuffer reorder(
      ByteBuffer data, int size, Shape shape, boolean swapped, boolean fortran) {
    byte[] out = new byte[data.remaining()];
    int rank = shape.rank();
    int[] strides = new int[rank];
    int stride = size;
    for (int i = 0; i < rank; i++) {
      int axis = fortran ? i : rank - 1 - i;
      strides[axis] = stride;
      stride *= shape.dimension(axis);
    }
    int[] index = new int[rank];
    int from = 0;
    for (int to = 0; to < out.length; to += size) {
      for (int b = 0; b < size; b++) {
        out[to + b] = data.get(from + (swapped ? size - 1 - b : b));
      }
      for (int axis = rank - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++index[axis] < shape.dimension(axis)) {
          break;
        }
        from -= strides[axis] * index[axis];
        index[axis] = 0;
      }
    }
    return ByteBuffer.wrap(out);
  }

  /// Creates a file or replaces it, all at once. BF16, which NumPy has not, is written as float32.
  ///
  /// @throws IOException as [FileReplacement#replace]
  public static void write(Path path, NdArray array) throws IOException {
    NdArray stored = array.dtype() == DType.BF16 ? NdArray.of(array.tensor()) : array;
    StringBuilder shape = new StringBuilder();
    for (int axis : stored.shape().dimensions()) {
      shape.append(axis).append(", ");
    }
    if (stored.shape().rank() > 1) {
      shape.setLength(shape.length() - 2);
    }
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(descr(stored.dtype()), shape.toString().stripTrailing());
    // Magic, version, length and header fill whole 64 bytes, the last of them a line feed.
    int length = (10 + header.length() + 1 + 63 & -64) - 10;
    byte[] padded = " ".repeat(length).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, padded, 0, header.length());
    padded[length - 1] = '\n';
    ByteBuffer head = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length).put(padded).flip();
    FileReplacement.replace(
        path,
        channel -> {
          channel.write(head);
          channel.write(stored.bytes());
        });
  }

  private static String descr(DType dtype) {
    return switch (dtype) {
      case BOOL -> "|b1";
      case I8 -> "|i1";
      case U8 -> "|u1";
      case F64, F32, F16 -> "<f" + dtype.bits() / 8;
      case I64, I32, I16 -> "<i" + dtype.bits() / 8;
      default -> "<u" + dtype.bits() / 8;
    };
  }
}
