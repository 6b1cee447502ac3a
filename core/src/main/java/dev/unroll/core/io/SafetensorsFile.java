package dev.unroll.core.io;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/// A safetensors file open for reading:
///
///     8 bytes    length of the header, unsigned, little-endian
///     header     JSON: name → dtype, shape, place of the data; `__metadata__`: strings
///     data       the tensors' elements, row-major, little-endian, without gaps
///
/// Opening reads and checks the header and leaves the data where it is; each tensor is read when it
/// is asked for, through a small buffer. Nothing is allocated that the file's length does not
/// justify. May be read by many threads at once. The file must not change while it is open:
/// [FileReplacement] never changes one.
///
/// Every method that reads throws [MalformedFileException] for whatever is wrong with the file or
/// missing in it, and another [IOException] if the reading itself fails.
///
/// Format: <https://github.com/huggingface/safetensors>.
public final class SafetensorsFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  /// What every virtual machine can put into one array.
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 64;

  private final String file;
  private final ByteSource source;
  private final long dataBegin;
  private final SafetensorsHeader header;

  private SafetensorsFile(String file, ByteSource source) throws IOException {
    this.file = file;
    this.source = source;
    long size = source.size();
    if (size < Long.BYTES) {
      throw new MalformedFileException(
          file, "expected a safetensors file of at least 8 bytes, found " + size);
    }
    long length = buffer(0, Long.BYTES).getLong(0);
    if (length < 0 || length > SafetensorsHeader.MAX_LENGTH || length > size - Long.BYTES) {
      throw new MalformedFileException(
          file,
          "expected a safetensors header of at most %d bytes, found a length of %s"
              .formatted(
                  Math.min(SafetensorsHeader.MAX_LENGTH, size - Long.BYTES),
                  Long.toUnsignedString(length)));
    }
    dataBegin = Long.BYTES + length;
    byte[] json = buffer(Long.BYTES, (int) length).array();
    header = SafetensorsHeader.parse(file, json, Long.BYTES, size - dataBegin);
  }

  /// Opens a file.
  public static SafetensorsFile open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new MalformedFileException(
          path.toString(), "expected a safetensors file, found a directory");
    }
    ByteSource source = ByteSource.OfFile.open(path);
    try {
      return new SafetensorsFile(path.toString(), source);
    } catch (Throwable failure) {
      try (source) {
        throw failure;
      }
    }
  }

  /// Reads from memory, say a resource of a jar.
  ///
  /// @param name what to call the bytes in messages
  /// @param bytes the whole file; not copied, so the caller must not change it
  public static SafetensorsFile of(String name, byte[] bytes) throws MalformedFileException {
    try {
      return new SafetensorsFile(name, new ByteSource.OfArray(bytes));
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("an array cannot fail to be read", e);
    }
  }

  /// The names of all tensors, in the order of their data.
  public Set<String> names() {
    return header.tensors().keySet();
  }

  /// The strings that came with the tensors, in the order of the file; empty if there are none.
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /// The shape of a tensor.
  public Shape shape(String name) throws MalformedFileException {
    return info(name).shape();
  }

  /// The element type of a tensor.
  public DType dtype(String name) throws MalformedFileException {
    return info(name).dtype();
  }

  /// Reads a tensor of F32, BF16 or F16; the latter two widen exactly.
  public Tensor tensor(String name) throws IOException {
    TensorInfo tensor = checkFloats(info(name));
    Tensor result = Tensor.zeros(tensor.shape());
    readFloats(tensor, result);
    return result;
  }

  /// Reads a tensor of F32, BF16 or F16 over the elements of a tensor of the same shape.
  ///
  /// @param destination overwritten; contents undefined if the reading fails
  public void read(String name, Tensor destination) throws IOException {
    TensorInfo tensor = checkFloats(info(name));
    if (!tensor.shape().equals(destination.shape())) {
      throw malformed(tensor, "expected shape " + destination.shape(), tensor.shape());
    }
    readFloats(tensor, destination);
  }

  /// Reads the elements of a tensor of F64, F32, BF16 or F16, row-major; the latter three widen
  /// exactly.
  public double[] doubles(String name) throws IOException {
    TensorInfo tensor = info(name);
    if (tensor.dtype() != DType.F64) {
      float[] floats = tensor(name).data();
      double[] result = new double[floats.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = floats[i];
      }
      return result;
    }
    double[] result = new double[tensor.shape().elements()];
    forEachChunk(
        tensor,
        (bytes, first) -> {
          bytes.asDoubleBuffer().get(result, first, bytes.remaining() / Double.BYTES);
        });
    return result;
  }

  /// Reads the elements of a tensor of integers (signed or not, of 8 to 64 bits; those of U64 must be
  /// below 2⁶³) or of BOOL (0 and 1), row-major.
  public long[] longs(String name) throws IOException {
    TensorInfo tensor = info(name);
    switch (tensor.dtype()) {
      case BOOL, I8, U8, I16, U16, I32, U32, I64, U64 -> {}
      default -> throw malformed(tensor, "expected integers", tensor.dtype());
    }
    long[] result = new long[tensor.shape().elements()];
    forEachChunk(
        tensor,
        (bytes, first) -> {
          for (int i = first; bytes.hasRemaining(); i++) {
            result[i] =
                switch (tensor.dtype()) {
                  case I8 -> bytes.get();
                  case BOOL, U8 -> bytes.get() & 0xFF;
                  case I16 -> bytes.getShort();
                  case U16 -> bytes.getShort() & 0xFFFF;
                  case I32 -> bytes.getInt();
                  case U32 -> bytes.getInt() & 0xFFFFFFFFL;
                  default -> bytes.getLong();
                };
          }
        });
    if (tensor.dtype() == DType.U64) {
      for (long value : result) {
        if (value < 0) {
          throw malformed(tensor, "expected integers below 2^63", Long.toUnsignedString(value));
        }
      }
    }
    return result;
  }

  /// Reads the bytes of a tensor of any type, row-major, little-endian.
  ///
  /// @throws MalformedFileException as always, and for a tensor of more bytes than an array can hold
  public byte[] bytes(String name) throws IOException {
    TensorInfo tensor = info(name);
    long length = tensor.end() - tensor.begin();
    if (length > MAX_ARRAY) {
      throw malformed(tensor, "expected at most %d bytes".formatted(MAX_ARRAY), length);
    }
    return buffer(dataBegin + tensor.begin(), (int) length).array();
  }

  /// Reads the elements of a tensor of integers, row-major, each of which must fit an `int`.
  public int[] ints(String name) throws IOException {
    long[] longs = longs(name);
    int[] result = new int[longs.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (int) longs[i];
      if (result[i] != longs[i]) {
        throw malformed(info(name), "expected integers of 32 bits", longs[i]);
      }
    }
    return result;
  }

  /// Closes the file; tensors that were read stay valid.
  @Override
  public void close() throws IOException {
    source.close();
  }

  private TensorInfo info(String name) throws MalformedFileException {
    TensorInfo tensor = header.tensors().get(name);
    if (tensor == null) {
      throw new MalformedFileException(
          file,
          "expected a tensor %s, found %d others"
              .formatted(MalformedFileException.quote(name), header.tensors().size()));
    }
    return tensor;
  }

  private TensorInfo checkFloats(TensorInfo tensor) throws MalformedFileException {
    return switch (tensor.dtype()) {
      case F32, BF16, F16 -> tensor;
      default -> throw malformed(tensor, "expected floats of F32, BF16 or F16", tensor.dtype());
    };
  }

  private MalformedFileException malformed(TensorInfo tensor, String expected, Object found) {
    return new MalformedFileException(
        file,
        "tensor %s: %s, found %s"
            .formatted(MalformedFileException.quote(tensor.name()), expected, found));
  }

  private void readFloats(TensorInfo tensor, Tensor destination) throws IOException {
    float[] data = destination.data();
    int offset = destination.offset();
    forEachChunk(
        tensor,
        (bytes, first) -> {
          int i = offset + first;
          switch (tensor.dtype()) {
            case F32 -> bytes.asFloatBuffer().get(data, i, bytes.remaining() / Float.BYTES);
            case BF16 -> {
              while (bytes.hasRemaining()) {
                data[i++] = Float.intBitsToFloat(bytes.getShort() << 16);
              }
            }
            default -> {
              while (bytes.hasRemaining()) {
                data[i++] = Float.float16ToFloat(bytes.getShort());
              }
            }
          }
        });
  }

  /// Takes the bytes of some whole elements, the first of which has the given index.
  @FunctionalInterface
  private interface Chunk {
    void accept(ByteBuffer bytes, int first);
  }

  private void forEachChunk(TensorInfo tensor, Chunk chunk) throws IOException {
    long bytes = tensor.end() - tensor.begin();
    int size = tensor.dtype().bits() / 8;
    ByteBuffer buffer = littleEndian((int) Math.min(bytes, BUFFER_BYTES));
    for (long done = 0; done < bytes; done += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), bytes - done));
      fill(buffer, dataBegin + tensor.begin() + done);
      chunk.accept(buffer, (int) (done / size));
    }
  }

  private ByteBuffer buffer(long position, int length) throws IOException {
    ByteBuffer buffer = littleEndian(length);
    fill(buffer, position);
    return buffer;
  }

  private static ByteBuffer littleEndian(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Fills the buffer with the bytes from `position` on and rewinds it.
  private void fill(ByteBuffer buffer, long position) throws IOException {
    while (buffer.hasRemaining()) {
      if (source.read(buffer, position + buffer.position()) < 0) {
        throw new MalformedFileException(
            file,
            "expected %d bytes from byte %d on, found the end: the file changed while it was open"
                .formatted(buffer.limit(), position));
      }
    }
    buffer.flip();
  }
}
