package dev.unroll.interop.onnx.export;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.OnnxTensor;
import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.models.layer.Biases;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.CellLayer;
import dev.unroll.models.layer.CellOptions;
import dev.unroll.models.layer.Directions;
import dev.unroll.models.layer.InitialState;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Merge;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.State;
import dev.unroll.models.layer.Wiring;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Every stack of every cell gives the same from its ONNX file as from its layers.
final class RecurrentExportProperties {
  private static final List<Cell> CELLS =
      List.of(
          Cell.RNN,
          Cell.RNN_RELU,
          Cell.LSTM,
          Cell.LSTM_RELU,
          Cell.PEEPHOLE_LSTM,
          Cell.PROJECTED_LSTM,
          Cell.GRU,
          Cell.RESET_AFTER_GRU,
          Cell.SIMPLIFIED_GRU,
          Cell.JORDAN);

  private static final int STEPS = 4;
  private static final int BATCH = 3;
  private static final int INPUTS = 5;

  @Property(tries = 120, seed = "1")
  void givesWhatTheLayersGive(
      @ForAll @IntRange(max = 9) int cell,
      @ForAll Directions directions,
      @ForAll Merge merge,
      @ForAll Wiring wiring,
      @ForAll Biases biases,
      @ForAll boolean two,
      @ForAll boolean layerNorm,
      @ForAll boolean learned,
      @ForAll boolean withLengths,
      @ForAll boolean tokens,
      @ForAll boolean withState,
      @ForAll long seed)
      throws IOException {
    Cell of = CELLS.get(cell);
    RecurrentOptions options =
        new RecurrentOptions(
            of,
            INPUTS,
            two ? List.of(4, 4) : List.of(4),
            directions,
            merge,
            wiring,
            0,
            false,
            layerNorm,
            biases,
            learned ? InitialState.LEARNED : InitialState.ZERO,
            of == Cell.PROJECTED_LSTM || of == Cell.JORDAN ? 3 : 0);
    Scope scope = Scope.fresh(seed, Initializer.torch());
    Recurrent recurrent = new Recurrent(scope.in("stack"), options);
    RandomStream random = new RandomStream(seed);
    scope
        .parameters()
        .forEach(
            p -> p.value().copyFrom(ExportCheck.random(random, p.value().shape().dimensions())));
    int[] lengths = withLengths ? new int[] {2, STEPS, 1} : null;
    Tensor x = ExportCheck.random(random, STEPS, BATCH, INPUTS);
    int[] ids = ExportCheck.ids(random, STEPS * BATCH, INPUTS);
    List<Tensor> h = states(random, options, options.projection() > 0 ? 3 : 4);
    List<Tensor> c = of.hasCellState() ? states(random, options, 4) : List.of();

    // 1. the file
    OnnxGraph graph = new OnnxGraph("stack");
    Map<String, OnnxTensor> inputs = new HashMap<>();
    Wire read =
        input(
            graph,
            inputs,
            "x",
            tokens ? ExportCheck.whole(Shape.of(STEPS, BATCH), ids) : OnnxTensor.of(x));
    Wire ends =
        withLengths
            ? input(graph, inputs, "lengths", ExportCheck.whole(Shape.of(BATCH), lengths))
            : null;
    OnnxLayers.Recurrence result =
        OnnxLayers.recurrent(
            graph,
            Parameters.of(scope.parameters()).in("stack"),
            options,
            read,
            tokens,
            ends,
            withState ? inputs(graph, inputs, "h", h) : null,
            withState && of.hasCellState() ? inputs(graph, inputs, "c", c) : null);
    graph.output("y", result.y(), ElementType.FLOAT, "time", "batch", recurrent.outputs());
    for (int k = 0; k < options.layers(); k++) {
      graph.output("h" + k + "_last", result.h().get(k), ElementType.FLOAT, "d", "n", "h");
      if (of.hasCellState()) {
        graph.output("c" + k + "_last", result.c().get(k), ElementType.FLOAT, "d", "n", "h");
      }
    }
    Map<String, OnnxTensor> outputs = ExportCheck.run(graph.toByteArray(), inputs);

    // 2. the layers
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Sequence sequence =
          tokens
              ? new Sequence.Tokens(ids, STEPS, BATCH, lengths)
              : new Sequence.Features(tape.constant(x), lengths);
      State initial = withState ? new State(rows(tape, h), rows(tape, c)) : null;
      Recurrent.Result expected = recurrent.forward(Pass.reading(tape), sequence, initial);
      ExportCheck.close("y", expected.y().value(), outputs.get("y"));
      int each = directions == Directions.BOTH ? 2 : 1;
      for (int k = 0; k < options.layers(); k++) {
        ExportCheck.close(
            "h" + k, joined(expected.last().h(), k, each), outputs.get("h" + k + "_last"));
        if (of.hasCellState()) {
          ExportCheck.close(
              "c" + k, joined(expected.last().c(), k, each), outputs.get("c" + k + "_last"));
        }
      }
    }
  }

  /// Of each layer `[D,N,width]`.
  private static List<Tensor> states(RandomStream random, RecurrentOptions options, int width) {
    List<Tensor> states = new ArrayList<>();
    for (int k = 0; k < options.layers(); k++) {
      int directions = options.directions() == Directions.BOTH ? 2 : 1;
      states.add(ExportCheck.random(random, directions, BATCH, width));
    }
    return states;
  }

  private static Wire input(
      OnnxGraph graph, Map<String, OnnxTensor> inputs, String name, OnnxTensor tensor) {
    inputs.put(name, tensor);
    Object[] open = new Object[tensor.shape().rank()];
    for (int axis = 0; axis < open.length; axis++) {
      open[axis] = name + axis;
    }
    return graph.input(name, name.equals("lengths") ? ElementType.INT32 : tensor.type(), open);
  }

  private static List<Wire> inputs(
      OnnxGraph graph, Map<String, OnnxTensor> inputs, String name, List<Tensor> tensors) {
    List<Wire> wires = new ArrayList<>();
    for (Tensor tensor : tensors) {
      wires.add(input(graph, inputs, name + wires.size(), OnnxTensor.of(tensor)));
    }
    return wires;
  }

  /// The states of all layers and directions, one by one.
  private static List<Variable> rows(Tape tape, List<Tensor> states) {
    List<Variable> rows = new ArrayList<>();
    for (Tensor state : states) {
      for (int d = 0; d < state.shape().dimension(0); d++) {
        rows.add(tape.constant(state.at(d)));
      }
    }
    return rows;
  }

  private static Tensor joined(List<Variable> states, int k, int each) {
    Tensor first = states.get(k * each).value();
    Tensor joined = Tensor.zeros(each, BATCH, first.shape().dimension(1));
    for (int d = 0; d < each; d++) {
      joined.at(d).copyFrom(states.get(k * each + d).value());
    }
    return joined;
  }

  @Example
  void aCellOfSomebodysOwnIsRefused() {
    Cell own =
        new Cell() {
          @Override
          public String label() {
            return "own";
          }

          @Override
          public String description() {
            return "own";
          }

          @Override
          public boolean hasCellState() {
            return false;
          }

          @Override
          public CellLayer layer(Scope scope, String suffix, CellOptions options) {
            throw new AssertionError();
          }
        };
    RecurrentOptions options = RecurrentOptions.of(own, 2, 3);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    OnnxLayers.recurrent(
                        new OnnxGraph("g"),
                        Parameters.of(List.of()),
                        options,
                        Wire.NONE,
                        false,
                        null,
                        null,
                        null))
            .getMessage();
    assertTrue(message.startsWith("cell own: ONNX has no operator for it"), message);
  }
}
