package dev.unroll.spark;

import dev.unroll.models.training.RunDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;

/// Where the first worker keeps checkpoints: a directory that is a path or has the scheme `file`, which all machines
/// that may run it share; or one of any other file system of Hadoop, to which the files are copied from a
/// temporary directory and put in place by renaming.
final class CheckpointStore implements AutoCloseable {
  /// A worker of a try before, which was lost, may take this long to let go of the directory.
  private static final long PATIENCE_MILLIS = 15_000;

  private final RunDirectory run;
  private final URI remote;
  private final Configuration configuration;

  private CheckpointStore(RunDirectory run, URI remote, Configuration configuration) {
    this.run = run;
    this.remote = remote;
    this.configuration = configuration;
  }

  /// Claims the directory.
  static CheckpointStore claim(String directory, Configuration configuration)
      throws IOException, InterruptedException {
    URI remote = remote(directory);
    if (remote == null) {
      return new CheckpointStore(patiently(local(directory)), null, configuration);
    }
    Path temporary = Files.createTempDirectory("unroll");
    FileSystem files = FileSystem.get(remote, configuration);
    for (String name : List.of(RunDirectory.BEST, RunDirectory.LATEST)) {
      org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(remote + "/" + name);
      if (files.exists(from)) {
        try (var in = files.open(from)) {
          Files.copy(in, temporary.resolve(name));
        }
      }
    }
    return new CheckpointStore(RunDirectory.claim(temporary), remote, configuration);
  }

  /// The URI without the slash at its end; null for a local path.
  private static URI remote(String directory) {
    int colon = directory.indexOf(':');
    if (colon < 2 || directory.startsWith("file:")) { // a drive has one letter
      return null;
    }
    return URI.create(directory.replaceAll("/+$", ""));
  }

  private static Path local(String directory) {
    return directory.startsWith("file:") ? Path.of(URI.create(directory)) : Path.of(directory);
  }

  private static RunDirectory patiently(Path path) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (true) {
      try {
        return RunDirectory.claim(path);
      } catch (IOException e) {
        if (System.nanoTime() > end || !Files.exists(path)) {
          throw e;
        }
        Thread.sleep(200);
      }
    }
  }

  /// Whether a directory has a checkpoint to go on from.
  static boolean holdsRun(String directory, Configuration configuration) throws IOException {
    URI remote = remote(directory);
    return remote == null
        ? Files.exists(local(directory).resolve(RunDirectory.LATEST))
        : FileSystem.get(remote, configuration)
            .exists(new org.apache.hadoop.fs.Path(remote + "/" + RunDirectory.LATEST));
  }

  /// Where the trainer writes.
  RunDirectory run() {
    return run;
  }

  /// Takes a file that the trainer has written to its place.
  void written(Path file) throws IOException {
    if (remote == null) {
      return;
    }
    String name = file.getFileName().toString();
    org.apache.hadoop.fs.Path to = new org.apache.hadoop.fs.Path(remote + "/" + name);
    org.apache.hadoop.fs.Path beside = new org.apache.hadoop.fs.Path(remote + "/." + name);
    FileSystem files = FileSystem.get(remote, configuration);
    try (var out = files.create(beside, true)) {
      Files.copy(file, out);
    }
    FileContext.getFileContext(remote, configuration).rename(beside, to, Rename.OVERWRITE);
  }

  @Override
  public void close() throws IOException {
    run.close();
    if (remote != null) {
      try (Stream<Path> all = Files.walk(run.path())) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
