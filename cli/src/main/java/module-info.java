/// The program. The one module with a third-party runtime dependency.
module dev.unroll.cli {
  requires dev.unroll.models;
  requires info.picocli;
  requires jdk.unsupported; // sun.misc.Signal

  opens dev.unroll.cli to
      info.picocli;
}
