package dev.unroll.models.trajectory;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;

/// The kind `trajectory`: [TrajectoryModel].
public final class TrajectoryModelKind implements Kind<TrajectoryModel> {
  static final String NAME = "trajectory";

  /// For the service loader.
  public TrajectoryModelKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<TrajectoryModel> type() {
    return TrajectoryModel.class;
  }

  @Override
  public TrajectoryModel build(Settings settings, Scope scope) {
    return new TrajectoryModel(settings.read(TrajectoryOptions.class), scope);
  }
}
