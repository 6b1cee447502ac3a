package dev.unroll.models.layer;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Gives parameters their names and first values, and collects them. A layer asks for its
/// parameters by name; whether they are drawn or read from a file is the scope's matter.
///
///     Scope scope = Scope.fresh(1, Initializer.torch());
///     Recurrent encoder = new Recurrent(scope.in("encoder"), RecurrentOptions.of(Cell.LSTM, 32, 64));
///     Linear output = new Linear(scope.in("output"), 64, 10);
///     scope.parameters();                    // encoder.weight_ih_l0, …, output.weight, output.bias
///
/// A scope within a scope puts a name and a dot before all names. All of them share one registry,
/// in which each full name stands once.
public final class Scope {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

  /// FNV-1a's start and factor for 64 bits (Fowler, Noll and Vo 1991).
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;

  private static final long FNV_PRIME = 0x100000001B3L;

  private final Registry registry;
  private final String prefix;
  private final Initializer initializer;

  /// What all scopes within one another share.
  ///
  /// @param stored the tensors by full name; null where values are drawn
  private record Registry(long seed, Map<String, Tensor> stored, Map<String, Parameter> made) {}

  private Scope(Registry registry, String prefix, Initializer initializer) {
    this.registry = registry;
    this.prefix = prefix;
    this.initializer = initializer;
  }

  /// A scope that draws. What is drawn for a parameter depends on the seed and on its full name,
  /// not on what was drawn before.
  public static Scope fresh(long seed, Initializer by) {
    Objects.requireNonNull(by, "by");
    return new Scope(new Registry(seed, null, new LinkedHashMap<>()), "", by);
  }

  /// A scope that hands out the given tensors, shared, not copied; call [#done] when all is built.
  public static Scope stored(Map<String, Tensor> tensors) {
    return new Scope(new Registry(0, Map.copyOf(tensors), new LinkedHashMap<>()), "", null);
  }

  /// The scope whose names begin with this one's, `name` and a dot.
  ///
  /// @param name letters, digits, `_` and `-`
  public Scope in(String name) {
    return new Scope(registry, prefix + checked(name) + ".", initializer);
  }

  /// This scope with another initializer; of no effect where tensors are stored.
  public Scope by(Initializer other) {
    return new Scope(registry, prefix, Objects.requireNonNull(other, "other"));
  }

  /// A parameter of this scope.
  ///
  /// @param name letters, digits, `_` and `-`
  /// @param fanIn what torch.nn's bound 1/√fanIn takes: `H` for all parameters of a recurrent
  ///     layer, else the numbers that one output of the layer is computed from
  /// @throws IllegalArgumentException if the full name was given before, or if the stored tensor is
  ///     missing or of another shape
  public Parameter parameter(String name, Shape shape, Role role, int fanIn) {
    Checks.positive("fanIn", fanIn);
    String full = prefix + checked(name);
    if (registry.made().containsKey(full)) {
      throw new IllegalArgumentException(
          "the parameter %s exists already: give each layer a scope of its own, as in scope.in(\"name\")"
              .formatted(full));
    }
    Parameter parameter = new Parameter(full, tensor(full, shape, role, fanIn));
    registry.made().put(full, parameter);
    return parameter;
  }

  private Tensor tensor(String full, Shape shape, Role role, int fanIn) {
    if (registry.stored() != null) {
      Tensor stored = registry.stored().get(full);
      if (stored == null) {
        throw new IllegalArgumentException("the tensor %s %s is missing".formatted(full, shape));
      }
      return Checks.shape(full, stored, shape);
    }
    Tensor drawn = Tensor.zeros(shape);
    initializer.fill(full, drawn, role, fanIn, random(full));
    return drawn;
  }

  /// The stream for one full name.
  private RandomStream random(String full) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < full.length(); i++) {
      hash = (hash ^ full.charAt(i)) * FNV_PRIME;
    }
    return new RandomStream(new RandomStream(registry.seed()).nextLong() ^ hash);
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: expected letters, digits, _ and -, got '%s'".formatted(name));
    }
    return name;
  }

  /// All parameters of the registry, also those of scopes around and beside this one, in the order
  /// in which they were made.
  public List<Parameter> parameters() {
    return Collections.unmodifiableList(new ArrayList<>(registry.made().values()));
  }

  /// Requires that every stored tensor was asked for.
  ///
  /// @throws IllegalArgumentException that names those that nobody asked for
  public void done() {
    if (registry.stored() != null) {
      Set<String> left = new TreeSet<>(registry.stored().keySet());
      left.removeAll(registry.made().keySet());
      if (!left.isEmpty()) {
        throw new IllegalArgumentException(
            "no part of the model has the tensors " + String.join(", ", left));
      }
    }
  }
}
