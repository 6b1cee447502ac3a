package dev.unroll.cli.kind;

import dev.unroll.autograd.Parameter;
import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import java.util.List;

/// `y = w x + b`.
public final class LineModel implements Model {
  final Linear layer;
  private final List<Parameter> parameters;

  LineModel(Scope scope) {
    layer = new Linear(scope, 1, 1);
    parameters = scope.parameters();
  }

  static LineModel fresh(long seed) {
    return new LineModel(Scope.fresh(seed, Initializer.torch()));
  }

  float at(float x) {
    return parameters.get(0).value().data()[0] * x + parameters.get(1).value().data()[0];
  }

  @Override
  public String kind() {
    return "line";
  }

  @Override
  public Settings settings() {
    return Settings.none();
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// How files become models.
  public static final class OfFiles implements Kind<LineModel> {
    /// The kind.
    public OfFiles() {}

    @Override
    public String name() {
      return "line";
    }

    @Override
    public Class<LineModel> type() {
      return LineModel.class;
    }

    @Override
    public LineModel build(Settings settings, Scope scope) {
      return new LineModel(scope);
    }
  }
}
