package dev.unroll.bench.compare;

import java.util.List;

/// A peer library, found by [java.util.ServiceLoader]. None is part of the default build.
public interface PeerProvider {
  /// The library and its version.
  String version();

  /// The contenders for a task on one thread; empty for tasks that the peer cannot do.
  List<Contender> contenders(Task task);
}
