package dev.unroll.core.internal;

import dev.unroll.core.Workspace;
import java.util.function.Supplier;

/// Mutable objects that live as long as a [Workspace], for code that needs one a call and would otherwise
/// allocate it each time.
public final class KeptObjects {
  private static Access access;

  /// What the workspace gives this class access to.
  @FunctionalInterface
  public interface Access {
    /// The object of a class that a workspace keeps, made the first time it is asked for.
    <T> T keep(Workspace workspace, Class<T> type, Supplier<T> maker);
  }

  private KeptObjects() {}

  /// To be called once, by [Workspace].
  public static void setAccess(Access given) {
    access = given;
  }

  /// The one object of a class that the workspace keeps, made the first time it is asked for.
  public static <T> T of(Workspace workspace, Class<T> type, Supplier<T> maker) {
    return access.keep(workspace, type, maker);
  }
}
