package dev.unroll.models.checkpoint;

import dev.unroll.autograd.Parameter;
import dev.unroll.models.settings.Settings;
import java.util.List;

/// A model: parameters, and what it takes to build it again around them.
///
/// Reading a model is safe from many threads at once as long as nobody trains it: what changes while it is
/// read (states, tapes) belongs to the reader.
public interface Model {
  /// The name of its [Kind].
  String kind();

  /// All that [Kind#build] needs besides the parameters: options, vocabularies.
  Settings settings();

  /// The parameters, in the order in which they were made.
  List<Parameter> parameters();

  /// The number of trained numbers.
  default long parameterCount() {
    return parameters().stream().mapToLong(parameter -> parameter.value().elements()).sum();
  }
}
