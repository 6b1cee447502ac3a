package dev.unroll.models.driving;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.data.Standardization;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;

/// The kind `driver`: [Driver].
public final class DriverKind implements Kind<Driver> {
  static final String NAME = "driver";
  static final String STANDARDIZATION = "standardization";

  /// For the service loader.
  public DriverKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<Driver> type() {
    return Driver.class;
  }

  @Override
  public Driver build(Settings settings, Scope scope) {
    return new Driver(
        settings.read(DriverOptions.class),
        settings.under(STANDARDIZATION).read(Standardization.class),
        scope);
  }
}
