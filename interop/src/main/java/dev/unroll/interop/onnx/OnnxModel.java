package dev.unroll.interop.onnx;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.format.Model;
import dev.unroll.interop.onnx.format.ModelReader;
import dev.unroll.interop.onnx.format.TensorData;
import dev.unroll.interop.onnx.format.ValueInfo;
import dev.unroll.interop.onnx.run.SharedConstants;
import dev.unroll.kernels.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model read from an ONNX file:
///
///     OnnxModel model = OnnxModel.read(path);
///     OnnxSession session = model.session();
///     Map<String, OnnxTensor> y = session.run(Map.of("x", OnnxTensor.of(x)));
///
/// Reading checks the file's form; [#session] compiles the graph and refuses what is not supported. Immutable,
/// but for constants that all sessions share; many threads may make sessions and run one each.
///
/// Format: <https://onnx.ai/onnx/repo-docs/IR.html>. Operators of opsets 7 to 24 are known, those of the
/// standard domain alone.
public final class OnnxModel {
  /// From this version of the format on an initializer that is also an input is a default value.
  private static final int DEFAULTS_FROM = 4;

  private static final long HALF_OF_ALL = 2;

  private final String file;
  private final long bytes;
  private final Model model;
  private final Map<String, TensorData> initializers = new LinkedHashMap<>();
  private final SharedConstants shared = new SharedConstants();

  private OnnxModel(String file, byte[] bytes) throws MalformedFileException {
    this.file = file;
    this.bytes = bytes.length;
    model = ModelReader.read(file, bytes);
    for (TensorData initializer : model.graph().initializers()) {
      initializers.put(initializer.name(), initializer);
    }
  }

  /// Reads a file.
  ///
  /// @throws MalformedFileException if it is no ONNX model, is damaged, or holds external data, functions or
  ///     tensors of types that are not supported
  /// @throws IOException if the reading itself fails
  public static OnnxModel read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new MalformedFileException(path.toString(), "expected an ONNX file, found a directory");
    }
    long size = Files.size(path);
    if (size > Integer.MAX_VALUE - 64) {
      throw new MalformedFileException(
          path.toString(),
          "expected an ONNX file of less than 2 GB, found %d bytes".formatted(size));
    }
    return new OnnxModel(path.toString(), Files.readAllBytes(path));
  }

  /// Reads from memory, say a resource of a jar.
  ///
  /// @param name what to call the bytes in messages
  public static OnnxModel of(String name, byte[] bytes) throws MalformedFileException {
    return new OnnxModel(name, bytes);
  }

  /// What goes in, without the weights.
  public List<OnnxValue> inputs() {
    List<OnnxValue> inputs = new ArrayList<>();
    for (ValueInfo input : model.graph().inputs()) {
      boolean given = initializers.containsKey(input.name());
      if (!given || hasDefaults()) {
        inputs.add(value(input, given));
      }
    }
    return inputs;
  }

  /// What comes out, as the file declares it; exporters declare wrong extents now and then.
  public List<OnnxValue> outputs() {
    return model.graph().outputs().stream().map(output -> value(output, false)).toList();
  }

  private static OnnxValue value(ValueInfo info, boolean isOptional) {
    List<String> dimensions = null;
    if (info.dimensions() != null) {
      dimensions = new ArrayList<>();
      for (ValueInfo.Dimension dimension : info.dimensions()) {
        String open = dimension.parameter().isEmpty() ? "?" : dimension.parameter();
        dimensions.add(dimension.value() >= 0 ? Long.toString(dimension.value()) : open);
      }
    }
    return new OnnxValue(info.name(), ElementType.of(info.elementType()), dimensions, isOptional);
  }

  /// Names and strings that the file holds about the model.
  public Map<String, String> metadata() {
    return Map.copyOf(model.metadata());
  }

  /// The initializers by name, in the order of the file: weights and other constants.
  public Map<String, OnnxTensor> initializers() {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    initializers.forEach((name, data) -> tensors.put(name, tensor(data)));
    return tensors;
  }

  private static OnnxTensor tensor(TensorData data) {
    return data.floats() != null
        ? OnnxTensor.of(data.type(), Tensor.of(data.shape(), data.floats()))
        : OnnxTensor.of(data.type(), data.shape(), data.longs());
  }

  /// A session on the calling thread that may take half of the memory there is.
  ///
  /// @throws MalformedFileException if the graph is malformed, or an operator, an attribute or a type is not
  ///     supported; the message names the node
  public OnnxSession session() throws MalformedFileException {
    return session(Workers.CALLER, Runtime.getRuntime().maxMemory() / HALF_OF_ALL);
  }

  /// A session.
  ///
  /// @param workers the threads that large products may be split over; one session at a time may use them
  /// @param memoryLimit the bytes that its values may take together; a run that wants more is refused
  /// @throws MalformedFileException as for [#session()]
  public OnnxSession session(Workers workers, long memoryLimit) throws MalformedFileException {
    return new OnnxSession(this, workers, memoryLimit);
  }

  /// For people: what the file holds, and how it would run or why it does not.
  public String describe() {
    return OnnxDescription.of(this);
  }

  String file() {
    return file;
  }

  long bytes() {
    return bytes;
  }

  Model model() {
    return model;
  }

  SharedConstants shared() {
    return shared;
  }

  /// The value in the file of an input, null if there is none.
  TensorData initializer(String name) {
    return initializers.get(name);
  }

  /// Whether initializers that are also inputs may be given another value.
  boolean hasDefaults() {
    return model.irVersion() >= DEFAULTS_FROM;
  }
}
