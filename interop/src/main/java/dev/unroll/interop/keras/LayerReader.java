package dev.unroll.interop.keras;

import dev.unroll.core.io.MalformedFileException;
import java.util.Map;

/// Makes layers from their classes, configurations and weights.
///
/// @param file the file's name
/// @param version which Keras wrote the model
record LayerReader(String file, KerasVersion version) {

  /// The layer that a JSON value describes.
  Layer read(Object json, Weights weights) throws MalformedFileException {
    Map<String, Object> members = Config.object(file, weights.what(), json);
    String kind = new Config(file, weights.what(), members).text("class_name");
    // A class of a package of one's own: package>Class
    kind = kind.substring(kind.lastIndexOf('>') + 1);
    if (GraphReader.reads(kind)) {
      Weights layers = weights.in("layers");
      return new GraphReader(this, weights.what()).read(json, (part, name) -> layers.in(part));
    }
    return layer(kind, Config.of(file, weights.what(), json), weights);
  }

  private Layer layer(String kind, Config config, Weights weights) throws MalformedFileException {
    boolean keras3 = version.isKeras3();
    if (RecurrentReader.reads(kind)) {
      return RecurrentReader.read(kind, config, weights, keras3);
    }
    return switch (kind) {
      case "InputLayer" -> new ElementLayers.Same("input");
      case "Dropout",
          "SpatialDropout1D",
          "SpatialDropout2D",
          "GaussianDropout",
          "GaussianNoise",
          "AlphaDropout",
          "ActivityRegularization",
          "Identity" ->
          new ElementLayers.Same("nothing outside of training");
      case "Embedding" -> EmbeddingLayer.read(config, weights);
      case "Bidirectional" ->
          RecurrentReader.bidirectional(config, weights, keras3, version.zeroesMasked());
      case "TimeDistributed" ->
          new ShapeLayers.TimeDistributed(read(config.get("layer"), weights.in("layer")));
      case "Dense" -> DenseLayer.read(config, weights, keras3);
      case "Conv1D", "Convolution1D" -> ConvolutionLayer.read(config, weights, 1, keras3);
      case "Conv2D", "Convolution2D" -> ConvolutionLayer.read(config, weights, 2, keras3);
      case "LayerNormalization" -> NormalizationLayers.LayerNormalization.read(config, weights);
      case "BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2" ->
          NormalizationLayers.BatchNormalization.read(config, weights);
      case "AttentionWeightedAverage" -> AttentionWeightedAverage.read(config, weights);
      case "Masking" -> new ElementLayers.Masking(config.number("mask_value"));
      case "Concatenate" -> new MergeLayers.Concatenate(config.whole("axis", -1), keras3);
      case "Add" -> new MergeLayers.Elementwise(MergeLayers.Operation.ADD);
      case "Subtract" -> new MergeLayers.Elementwise(MergeLayers.Operation.SUBTRACT);
      case "Multiply" -> new MergeLayers.Elementwise(MergeLayers.Operation.MULTIPLY);
      case "Average" -> new MergeLayers.Elementwise(MergeLayers.Operation.AVERAGE);
      case "Maximum" -> new MergeLayers.Elementwise(MergeLayers.Operation.MAXIMUM);
      case "Minimum" -> new MergeLayers.Elementwise(MergeLayers.Operation.MINIMUM);
      default -> withoutWeights(kind, config);
    };
  }

  private Layer withoutWeights(String kind, Config config) throws MalformedFileException {
    Layer operation = Operations.read(kind, config);
    if (operation != null) {
      return operation;
    }
    return switch (kind) {
      case "Activation" ->
          new ElementLayers.Function(Activation.of(config, "activation", version.isKeras3()));
      case "Softmax" -> softmax(config);
      case "ReLU" ->
          new ElementLayers.Rectifier(
              config.number("negative_slope", 0),
              config.number("threshold", 0),
              config.number("max_value", Float.POSITIVE_INFINITY));
      case "LeakyReLU" ->
          new ElementLayers.Rectifier(
              config.has("alpha") ? config.number("alpha") : config.number("negative_slope"),
              0,
              Float.POSITIVE_INFINITY);
      case "ELU" ->
          new ElementLayers.Function(new Activation(Activation.Kind.ELU, config.number("alpha")));
      case "Flatten" -> {
        config.requireChannelsLast();
        yield new ShapeLayers.Flatten();
      }
      case "Reshape" -> ShapeLayers.Reshape.read(config);
      case "Permute" -> ShapeLayers.Permute.read(config);
      case "RepeatVector" -> new ShapeLayers.RepeatVector(config.size("n"));
      case "ZeroPadding1D" -> ShapeLayers.ZeroPadding.read(config, 1);
      case "ZeroPadding2D" -> ShapeLayers.ZeroPadding.read(config, 2);
      case "MaxPooling1D" -> PoolingLayers.Pooling.read(config, 1, true);
      case "MaxPooling2D" -> PoolingLayers.Pooling.read(config, 2, true);
      case "AveragePooling1D" -> PoolingLayers.Pooling.read(config, 1, false);
      case "AveragePooling2D" -> PoolingLayers.Pooling.read(config, 2, false);
      case "GlobalMaxPooling1D" -> PoolingLayers.Global.read(config, 1, true);
      case "GlobalMaxPooling2D" -> PoolingLayers.Global.read(config, 2, true);
      case "GlobalAveragePooling1D" -> PoolingLayers.Global.read(config, 1, false);
      case "GlobalAveragePooling2D" -> PoolingLayers.Global.read(config, 2, false);
      default ->
          throw config.malformed(
              "expected a layer that is known here, found %s; known are recurrent layers,"
                      .formatted(MalformedFileException.quote(kind))
                  + " Embedding, Dense, Conv1D, Conv2D, pooling, normalization, merging, masking and"
                  + " reshaping ones");
    };
  }

  private static Layer softmax(Config config) throws MalformedFileException {
    if (config.whole("axis", -1) != -1) {
      throw config.malformed("expected softmax along the last axis, −1");
    }
    return new ElementLayers.Function(Activation.SOFTMAX);
  }
}
