package dev.unroll.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.unroll.bench.MeasuredCell;
import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.PeerProvider;
import dev.unroll.bench.compare.Task;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// ONNX Runtime's recurrent operators: forward and streaming steps; it does not train. Inputs and outputs
/// are tensors in native memory that were made beforehand.
public final class OnnxRuntime implements PeerProvider {
  /// Those that its models are made of here.
  private static final Set<MeasuredCell> CELLS =
      EnumSet.of(
          MeasuredCell.RNN, MeasuredCell.LSTM, MeasuredCell.GRU, MeasuredCell.RESET_AFTER_GRU);

  /// Made by the service loader.
  public OnnxRuntime() {}

  @Override
  public String version() {
    return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public List<Contender> contenders(Task task) {
    return task instanceof Task.Layer layer
            && CELLS.contains(layer.cell())
            && layer.pass() != Task.Pass.TRAINING
        ? List.of(new Layer(layer))
        : List.of();
  }

  private static final class Layer implements Contender {
    private final OrtSession session;
    private final boolean step;
    private final Operands operands;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

    Layer(Task.Layer task) {
      step = task.pass() == Task.Pass.STEP;
      operands = Operands.of(task);
      try {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
        session =
            OrtEnvironment.getEnvironment()
                .createSession(OnnxModel.of(task.cell(), operands, step), options);
        long steps = operands.steps();
        long batch = operands.batch();
        long hidden = operands.hidden();
        inputs.put("x", tensor(operands.x(), steps, batch, operands.inputs()));
        inputs.put("h0", tensor(operands.h0(), 1, batch, hidden));
        if (operands.c0() != null) {
          inputs.put("c0", tensor(operands.c0(), 1, batch, hidden));
        }
        if (step) {
          outputs.put("hn", tensor(operands.h0(), 1, batch, hidden));
          if (operands.c0() != null) {
            outputs.put("cn", tensor(operands.c0(), 1, batch, hidden));
          }
        } else {
          outputs.put("y", tensor(operands.dy(), steps, 1, batch, hidden));
        }
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    private static OnnxTensor tensor(float[] values, long... shape) throws OrtException {
      FloatBuffer buffer =
          ByteBuffer.allocateDirect(4 * values.length)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      buffer.put(values).rewind();
      return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape);
    }

    @Override
    public String name() {
      return "ONNX Runtime";
    }

    @Override
    public Map<String, float[]> results() {
      run();
      String name = step ? "h0" : "y"; // a step's result has become the next one's input
      OnnxTensor tensor = step ? inputs.get(name) : outputs.get(name);
      FloatBuffer buffer = tensor.getFloatBuffer();
      float[] result = new float[buffer.remaining()];
      buffer.get(result);
      if (step) {
        reset();
      }
      return Map.of(step ? "h" : "y", result);
    }

    private void reset() {
      tensorData(inputs.get("h0")).put(operands.h0());
      if (operands.c0() != null) {
        tensorData(inputs.get("c0")).put(operands.c0());
      }
    }

    private static FloatBuffer tensorData(OnnxTensor tensor) {
      return tensor
          .getBufferRef()
          .map(buffer -> ((FloatBuffer) buffer).duplicate().rewind())
          .orElseThrow();
    }

    @Override
    public void run() {
      try {
        session.run(inputs, outputs);
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
      if (step) {
        swap("h0", "hn");
        if (operands.c0() != null) {
          swap("c0", "cn");
        }
      }
    }

    /// The new state is the next step's old one.
    private void swap(String input, String output) {
      OnnxTensor next = outputs.get(output);
      outputs.put(output, inputs.get(input));
      inputs.put(input, next);
    }
  }
}
