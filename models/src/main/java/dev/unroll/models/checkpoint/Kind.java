package dev.unroll.models.checkpoint;

import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;

/// How a file's `model.kind` becomes a model. Found by [java.util.ServiceLoader]: a module that has kinds of
/// its own `provides dev.unroll.models.checkpoint.Kind with …`, a jar on the class path names them in
/// `META-INF/services`.
///
/// @param <M> the class of its models
public interface Kind<M extends Model> {
  /// The name in files: lower case with hyphens.
  String name();

  /// The class of its models.
  Class<M> type();

  /// A model with the settings that [Model#settings] gave, on parameters of a scope.
  ///
  /// @throws IllegalArgumentException if a setting or a parameter is missing or does not fit
  M build(Settings settings, Scope scope);
}
