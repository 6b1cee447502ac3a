package dev.unroll.models.settings;

/// A choice that files and command lines name by a label. Its type also has a public static method
/// `labelled(String)` that gives the choice of a label, or throws an [IllegalArgumentException] that lists
/// the labels.
public interface Labelled {
  /// The name in options and files, in lower case with hyphens.
  String label();
}
