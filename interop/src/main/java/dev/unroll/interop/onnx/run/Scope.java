package dev.unroll.interop.onnx.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The names that a graph's nodes see: its own, and those of the graphs around it.
final class Scope {
  final Scope parent;
  final List<Program.Step> steps;

  /// Whether the nodes become part of the graph around this one.
  private final boolean inlined;

  /// Values of the graphs around this one that were asked for.
  final Set<Value> captured = new LinkedHashSet<>();

  private final Map<String, Value> values = new HashMap<>();

  private Scope(Scope parent, boolean inlined) {
    this.parent = parent;
    this.inlined = inlined;
    steps = inlined ? parent.steps : new ArrayList<>();
  }

  /// The scope of a graph that runs by itself.
  static Scope of(Scope parent) {
    return new Scope(parent, false);
  }

  /// The scope of a graph whose nodes run among those of the one around it.
  static Scope inlined(Scope parent) {
    return new Scope(parent, true);
  }

  /// Gives a value a name.
  ///
  /// @return false if the name is taken
  boolean add(String name, Value value) {
    return values.putIfAbsent(name, value) == null;
  }

  /// The value of a name, null if nothing has it.
  Value find(String name) {
    Value value = values.get(name);
    if (value == null && parent != null) {
      value = parent.find(name);
      if (value != null && !inlined && !value.isConstant()) {
        captured.add(value);
      }
    }
    return value;
  }
}
