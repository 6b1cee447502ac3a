/// JMH benchmarks of every kernel and layer, and comparisons with peers. Never published.
@SuppressWarnings("requires-automatic")
module dev.unroll.bench {
  requires dev.unroll.models;
  requires jdk.incubator.vector;
  requires jmh.core;
}
