package dev.unroll.models.memory;

import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;

/// The kind `memory`: [MemoryModel].
public final class MemoryModelKind implements Kind<MemoryModel> {
  static final String NAME = "memory";

  /// For the service loader.
  public MemoryModelKind() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<MemoryModel> type() {
    return MemoryModel.class;
  }

  @Override
  public MemoryModel build(Settings settings, Scope scope) {
    return new MemoryModel(settings.read(MemoryOptions.class), scope);
  }
}
