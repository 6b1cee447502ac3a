/// The program. The one module with a third-party runtime dependency.
module dev.unroll.cli {
  requires transitive dev.unroll.models;
  requires dev.unroll.interop;
  requires transitive info.picocli;
  requires java.desktop; // MIDI files and pictures
  requires jdk.unsupported; // sun.misc.Signal

  exports dev.unroll.cli.kind;
  exports dev.unroll.cli.options;

  opens dev.unroll.cli to
      info.picocli;
}
