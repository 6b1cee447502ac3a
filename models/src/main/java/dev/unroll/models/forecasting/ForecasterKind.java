package dev.unroll.models.forecasting;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.data.Standardization;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;

/// The kind `forecaster`: [Forecaster].
public final class ForecasterKind implements Kind<Forecaster> {
  static final String NAME = "forecaster";
  static final String STANDARDIZATION = "standardization";

  /// For the service loader.
  public ForecasterKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<Forecaster> type() {
    return Forecaster.class;
  }

  @Override
  public Forecaster build(Settings settings, Scope scope) {
    return new Forecaster(
        settings.read(ForecastOptions.class),
        settings.under(STANDARDIZATION).read(Standardization.class),
        scope);
  }
}
