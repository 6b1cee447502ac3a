/// JMH benchmarks of every kernel and layer, and comparisons with peers. Never published.
@SuppressWarnings("requires-automatic")
module dev.unroll.bench {
  requires java.compiler;
  requires java.desktop;
  requires jdk.incubator.vector;
  requires jdk.management;
  requires dev.unroll.models;
  requires jmh.core;
  requires org.knowm.xchart;

  uses dev.unroll.bench.compare.PeerProvider;
}
