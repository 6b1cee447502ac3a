package dev.unroll.interop.onnx.export;

import dev.unroll.core.io.FileReplacement;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.interop.onnx.export.OnnxLayers.Recurrence;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.classification.Perceptron;
import dev.unroll.models.classification.TextClassifier;
import dev.unroll.models.forecasting.Forecaster;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.memory.MemoryModel;
import dev.unroll.models.memory.MemoryProblem;
import dev.unroll.models.tagging.Tagger;
import dev.unroll.models.trajectory.TrajectoryModel;
import dev.unroll.models.translation.Translator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes models as ONNX files, for any runtime that reads opset 17:
///
///     OnnxExport.write(model, Path.of("model.onnx"));
///
/// Time comes first, then the batch; both are open, and so are the numbers of steps of a batch's rows, `lengths`,
/// where a model reads rows of different length. Dropout is left out.
///
/// | model | inputs | outputs |
/// |---|---|---|
/// | language model | `tokens [time,batch]`; of each layer k `h_lk [1,batch,P]` and, of cells that have one, `c_lk [1,batch,H]` | `logits [time,batch,V]`; `hn_lk`, `cn_lk` |
/// | text classifier | `tokens [time,batch]`, `lengths [batch]` | `logits`, `probabilities [batch,K]`; `attention [time,batch]` of models that have it |
/// | perceptron | `rows [batch,C]` in the data's units, none missing | `logits`, `probabilities [batch,K]`, or `number [batch,1]` in its unit |
/// | tagger | `words [time,batch]`, `lengths [batch]`; `shapes [time,batch]`, `characters [characters,time,batch]` and `character_lengths [time,batch]` of models that read them | `logits [time,batch,tags]`; of models with a CRF also its scores, `transitions [tags,tags]`, `start` and `end [tags]` |
/// | translator | `source [time,batch]`, `lengths [batch]`, `target [steps,batch]` | `logits [steps,batch,V]` of what follows each token of the target |
/// | forecaster | `records [time,batch,C]` in the data's units; `latest [batch,1]` if the model predicts a change of a column that it does not read | `forecast [batch,K]` in the target's unit |
/// | trajectory model | `observed [T,batch,2]` | `predicted [T',batch,2]` |
/// | memory model | `x [time,batch,2]`, or `symbols [time,batch]` | `sum [batch,1]`, or `logits [time,batch,10]` |
public final class OnnxExport {
  private OnnxExport() {}

  /// Writes a model to a file, replacing it at once and only when everything was written.
  ///
  /// @throws IllegalArgumentException as for [#of]
  /// @throws IOException if it cannot be written
  public static void write(Model model, Path file) throws IOException {
    byte[] bytes = of(model);
    FileReplacement.replace(file, channel -> channel.write(ByteBuffer.wrap(bytes)));
  }

  /// The bytes of a model's file.
  ///
  /// @throws IllegalArgumentException if the model is of a kind that is not among those above, or has a cell of
  ///     somebody's own
  public static byte[] of(Model model) {
    OnnxGraph graph = new OnnxGraph(model.kind());
    graph.metadata("model.kind", model.kind());
    Parameters parameters = Parameters.of(model.parameters());
    switch (model) {
      case LanguageModel language -> language(graph, parameters, language);
      case Perceptron perceptron -> PerceptronGraph.write(graph, parameters, perceptron);
      case TextClassifier classifier -> ClassifierGraph.write(graph, parameters, classifier);
      case Tagger tagger -> TaggerGraph.write(graph, parameters, tagger);
      case Translator translator -> TranslatorGraph.write(graph, parameters, translator);
      case Forecaster forecaster -> ForecasterGraph.write(graph, parameters, forecaster);
      case TrajectoryModel trajectory -> TrajectoryGraph.write(graph, parameters, trajectory);
      case MemoryModel memory -> memory(graph, parameters, memory);
      default ->
          throw new IllegalArgumentException(
              "models of the kind '%s' are not written as ONNX graphs".formatted(model.kind()));
    }
    return graph.toByteArray();
  }

  private static void language(OnnxGraph graph, Parameters parameters, LanguageModel model) {
    RecurrentOptions options = model.recurrent().options();
    boolean embedded = model.options().embedding() > 0;
    Wire tokens = graph.input("tokens", ElementType.INT64, "time", "batch");
    // 1. the states before the first token
    boolean cells = options.cell().hasCellState();
    List<Wire> h = new ArrayList<>();
    List<Wire> c = new ArrayList<>();
    for (int k = 0; k < options.layers(); k++) {
      int hidden = options.widths().get(k);
      int width = options.projection() > 0 ? options.projection() : hidden;
      h.add(graph.input("h_l" + k, ElementType.FLOAT, 1, "batch", width));
      if (cells) {
        c.add(graph.input("c_l" + k, ElementType.FLOAT, 1, "batch", hidden));
      }
    }
    // 2. the layers
    Wire x = embedded ? OnnxLayers.embedding(graph, parameters.in("embedding"), tokens) : tokens;
    Recurrence result =
        OnnxLayers.recurrent(
            graph, parameters.in("recurrent"), options, x, !embedded, null, h, cells ? c : null);
    Wire logits =
        model.options().tied()
            ? OnnxLayers.tied(
                graph, parameters.in("embedding"), parameters.in("decoder"), result.y())
            : OnnxLayers.linear(graph, parameters.in("decoder"), result.y());
    // 3. what comes out
    graph.output("logits", logits, ElementType.FLOAT, "time", "batch", model.decoder().outputs());
    for (int k = 0; k < options.layers(); k++) {
      int hidden = options.widths().get(k);
      int width = options.projection() > 0 ? options.projection() : hidden;
      graph.output("hn_l" + k, result.h().get(k), ElementType.FLOAT, 1, "batch", width);
      if (cells) {
        graph.output("cn_l" + k, result.c().get(k), ElementType.FLOAT, 1, "batch", hidden);
      }
    }
  }

  private static void memory(OnnxGraph graph, Parameters parameters, MemoryModel model) {
    RecurrentOptions options = model.recurrent().options();
    boolean copies = model.options().problem() == MemoryProblem.COPY;
    Wire x =
        copies
            ? graph.input("symbols", ElementType.INT64, "time", "batch")
            : graph.input("x", ElementType.FLOAT, "time", "batch", options.inputs());
    Recurrence result =
        OnnxLayers.recurrent(
            graph, parameters.in("recurrent"), options, x, copies, null, null, null);
    Wire read = copies ? result.y() : OnnxLayers.lastState(graph, options, result);
    Wire y = OnnxLayers.linear(graph, parameters.in("output"), read);
    if (copies) {
      int outputs = parameters.in("output").get("weight").shape().dimension(0);
      graph.output("logits", y, ElementType.FLOAT, "time", "batch", outputs);
    } else {
      graph.output("sum", y, ElementType.FLOAT, "batch", 1);
    }
  }
}
