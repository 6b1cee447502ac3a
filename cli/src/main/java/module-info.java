/// The program. The one module with a third-party runtime dependency.
module dev.unroll.cli {
  requires dev.unroll.models;
  requires info.picocli;

  opens dev.unroll.cli to
      info.picocli;
}
