/// The program. The one module with third-party runtime dependencies.
module dev.unroll.cli {
  requires transitive dev.unroll.models;
  requires dev.unroll.interop;
  requires transitive info.picocli;
  requires de.siegmar.fastcsv;
  requires java.desktop; // MIDI files and pictures
  requires jdk.jfr; // so that a running program can be recorded
  requires org.jline.terminal; // keys as they are pressed
  requires jdk.unsupported; // sun.misc.Signal

  exports dev.unroll.cli.chart;
  exports dev.unroll.cli.kind;
  exports dev.unroll.cli.options;

  opens dev.unroll.cli to
      info.picocli;
}
