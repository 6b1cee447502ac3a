package dev.unroll.interop;

import dev.unroll.interop.array.NdArray;
import dev.unroll.models.checkpoint.Model;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// A model file of another library. [ModelImport] reads one.
public interface ImportedModel {
  /// What the file holds, for people: the format, layers with their extents, what they run on.
  List<String> description();

  /// Why the model cannot be run; null if it can.
  String obstacle();

  /// The names of the inputs, in order; none if the model cannot be run.
  List<String> inputs();

  /// Runs the model.
  ///
  /// @param inputs by name; one input of a model of one goes by any name
  /// @return the outputs by name, in order
  /// @throws IllegalArgumentException if the inputs do not fit, and with [#obstacle] if the model cannot be run
  /// @throws IOException if the model turns out to be malformed
  Map<String, NdArray> run(Map<String, NdArray> inputs) throws IOException;

  /// The model's tensors, by the names and in the layouts of `torch.nn` where the layers are known there.
  ///
  /// @throws IOException if the model turns out to be malformed
  Map<String, NdArray> tensors() throws IOException;

  /// The model as one of this library, with all that it needs to be used as such; null where there is none.
  default Model ownModel() {
    return null;
  }
}
