/// The program. The one module with third-party runtime dependencies.
module dev.unroll.cli {
  requires dev.unroll.models;
  requires info.picocli;
  requires jdk.unsupported; // sun.misc.Signal, which org.jline.utils.Signals reaches by reflection
  requires me.tongfei.progressbar;
  requires org.jline.terminal;

  opens dev.unroll.cli to
      info.picocli;
}
