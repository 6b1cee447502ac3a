package dev.unroll.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.protobuf.ProtobufWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What cannot be run is refused before anything runs, with a message that says what it is and what would do.
final class UnsupportedModelsTest {
  private static void refused(String message, byte[] bytes) {
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> OnnxModel.of("m.onnx", bytes).session());
    assertEquals("m.onnx: " + message, e.getMessage());
  }

  private static GraphBuilder builder() {
    return new GraphBuilder().input("x", ElementType.FLOAT, -1, 4).output("y");
  }

  private static void refused(String message, GraphBuilder builder) {
    refused(message, builder.bytes());
  }

  @Test
  void operators() {
    refused(
        "node \"y\" (NonMaxSuppression) of opset 17: the operator is not supported",
        builder().node("NonMaxSuppression", "x -> y"));
    refused(
        "node \"y\" (com.microsoft.Attention) of opset 17: operators of the domain \"com.microsoft\" are not"
            + " supported; export the model with the standard ones",
        builder().node("com.microsoft.Attention", "x -> y"));
    // one that no output needs does not matter
    OnnxModel model =
        assertRead(builder().node("NonMaxSuppression", "x -> z").node("Relu", "x -> y"));
    assertTrue(model.describe().contains("runs as    1: Relu 1"), model.describe());
  }

  private static OnnxModel assertRead(GraphBuilder builder) {
    try {
      return OnnxModel.of("m.onnx", builder.bytes());
    } catch (MalformedFileException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void attributes() {
    refused(
        "node \"y\" (Relu) of opset 17: attribute \"slope\" is not known here",
        builder().node("Relu", "x -> y", "slope", 1));
    refused(
        "node \"y\" (Softmax) of opset 17: attribute \"axis\": expected Whole, found Real",
        builder().node("Softmax", "x -> y", "axis", 1f));
    refused(
        "node \"y\" (Pad) of opset 17: attribute \"mode\" is \"mirror\"; supported is constant, edge, reflect"
            + " and wrap",
        builder().longs("p", Shape.of(2), 0, 1).node("Pad", "x p -> y", "mode", "mirror"));
  }

  @Test
  void types() {
    refused(
        "node \"y\" (Tanh) of opset 17: input 0, \"x\", is of type int64; supported is float",
        new GraphBuilder().input("x", ElementType.INT64, 2).output("y").node("Tanh", "x -> y"));
    refused(
        "node \"y\" (Cast) of opset 17: a cast to the type string is not supported",
        builder().node("Cast", "x -> y", "to", 8));
  }

  @Test
  void dropoutInTraining() {
    refused(
        "node \"y\" (Dropout) of opset 17: input 2, \"t\", is of type float; supported is int64",
        builder().floats("t", Shape.of(2), 1, 0).node("Dropout", "x _ t -> y"));
    refused(
        "node \"y\" (Dropout) of opset 17: training_mode is given; supported is inference alone",
        builder().wholes("t", ElementType.BOOL, Shape.of(2), 0, 0).node("Dropout", "x _ t -> y"));
  }

  @Test
  void opsets() {
    refused(
        "the model is of opset 6; supported are 7 to 24: convert it (onnx.version_converter) or export it again",
        builder().opset(6).node("Relu", "x -> y"));
  }

  @Test
  void graphs() {
    refused(
        "node \"y\" (Relu): expected a value \"z\" before this node, found none",
        builder().node("Relu", "z -> y"));
    refused(
        "value \"y\": expected one node to make it, found two",
        builder().node("Relu", "x -> y").node("Tanh", "x -> y").node("Tanh", "y -> q").output("q"));
    refused(
        "output \"y\": expected a value of this name, found none",
        builder().node("Relu", "x -> z"));
    refused(
        "node \"y\" (Reshape) of opset 17: no extent for axis 0 makes as many elements as [2]",
        builder()
            .floats("c", Shape.of(2), 1, 2)
            .longs("s", Shape.of(2), -1, 3)
            .node("Reshape", "c s -> y"));
  }

  /// torch writes an LSTM with a projection so.
  @Test
  void recurrentWeightsThatDoNotFit() {
    refused(
        "node \"y\" (LSTM) of opset 17: R: expected [D,4·H,H] = [1,12,3], got [1, 12, 2]",
        new GraphBuilder()
            .input("x", ElementType.FLOAT, -1, -1, 2)
            .output("y")
            .floats("w", Shape.of(1, 12, 2), new float[24])
            .floats("r", Shape.of(1, 12, 2), new float[24])
            .node("LSTM", "x w r -> y", "hidden_size", 3));
    refused(
        "node \"y\" (GRU) of opset 17: the activation \"Gelu\" is not known; expected one of Relu, Tanh,"
            + " Sigmoid, Softsign, Softplus, Affine, LeakyRelu, ThresholdedRelu, ScaledTanh, HardSigmoid, Elu",
        new GraphBuilder()
            .input("x", ElementType.FLOAT, -1, -1, 2)
            .output("y")
            .floats("w", Shape.of(1, 9, 2), new float[18])
            .floats("r", Shape.of(1, 9, 3), new float[27])
            .node(
                "GRU",
                "x w r -> y",
                "hidden_size",
                3,
                "activations",
                new String[] {"Sigmoid", "Gelu"}));
  }

  private static ProtobufWriter model(ProtobufWriter graph) {
    return new ProtobufWriter()
        .varint(1, 8)
        .message(7, graph)
        .message(8, new ProtobufWriter().varint(2, 17));
  }

  @Test
  void files() {
    refused("expected an ONNX model, found no graph or no version of the format", new byte[0]);
    refused(
        "the model defines the function \"f\"; functions are not read: inline them"
            + " (onnx.inliner.inline_local_functions) and save the model again",
        model(new ProtobufWriter()).message(25, new ProtobufWriter().string(1, "f")).toByteArray());
    ProtobufWriter external =
        new ProtobufWriter()
            .varints(1, 2)
            .varint(2, 1)
            .string(8, "w")
            .message(13, new ProtobufWriter().string(1, "location").string(2, "../../etc/passwd"))
            .varint(14, 1);
    refused(
        "tensor \"w\": its data lie in another file, \"../../etc/passwd\", which is not read: save the model in"
            + " one file",
        model(new ProtobufWriter().message(5, external)).toByteArray());
    refused(
        "tensor \"w\": a shape of [2, 3] takes 24 bytes, found 8",
        model(
                new ProtobufWriter()
                    .message(
                        5,
                        new ProtobufWriter()
                            .varints(1, 2, 3)
                            .varint(2, 1)
                            .string(8, "w")
                            .bytes(9, new byte[8])))
            .toByteArray());
    refused(
        "tensor \"w\": elements of type string are not supported",
        model(
                new ProtobufWriter()
                    .message(
                        5,
                        new ProtobufWriter()
                            .varints(1, 1)
                            .varint(2, 8)
                            .string(6, "text")
                            .string(8, "w")))
            .toByteArray());
    assertThrows(MalformedFileException.class, () -> OnnxModel.read(Path.of("src")));
  }

  @Test
  void wrongInputs() throws Exception {
    OnnxSession session =
        OnnxModel.of("m.onnx", builder().node("Relu", "x -> y").bytes()).session();
    wrong("input \"x\": expected a value, got none", session, Map.of());
    wrong(
        "input \"z\": the model has none of this name, it has [x float [?, 4]]",
        session,
        Map.of("z", OnnxTensor.of(Tensor.zeros(1, 4))));
    wrong(
        "input \"x\": expected a shape of [?, 4], got [4, 1]",
        session,
        Map.of("x", OnnxTensor.of(Tensor.zeros(4, 1))));
    wrong(
        "input \"x\": expected elements of type float, got int64",
        session,
        Map.of("x", OnnxTensor.of(Shape.of(1, 4), 1, 2, 3, 4)));
    // and the session still works
    assertEquals(
        1,
        session
            .run(Map.of("x", OnnxTensor.of(Tensor.of(Shape.of(1, 4), 1, -1, 0, 0))))
            .get("y")
            .tensor()
            .get(0, 0));
  }

  private static void wrong(String message, OnnxSession session, Map<String, OnnxTensor> inputs) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> session.run(inputs));
    assertEquals(message, e.getMessage());
  }

  @Test
  void whatDoesNotFitInARun() throws Exception {
    OnnxSession session =
        OnnxModel.of(
                "m.onnx",
                builder().input("b", ElementType.FLOAT, -1).node("Add", "x b -> y").bytes())
            .session();
    wrong(
        "node \"y\" (Add): expected shapes that broadcast to a common one, got [1, 4] and [3]; inputs:"
            + " float[1, 4] float[3]",
        session,
        Map.of("x", OnnxTensor.of(Tensor.zeros(1, 4)), "b", OnnxTensor.of(Tensor.zeros(3))));
  }
}
