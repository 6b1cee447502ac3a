package dev.unroll.cli;

import dev.unroll.models.training.RunDirectory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where runs of training keep their checkpoints. No run ever overwrites another: without a name, each gets a
/// directory of its own, `unroll-model`, `unroll-model-2`, `unroll-model-3`… The latest is the one that was
/// written to last.
///
/// @param base where directories without a name are
record RunDirectories(Path base) {
  static final String DEFAULT = "unroll-model";
  private static final Pattern NAMES = Pattern.compile(DEFAULT + "(-\\d+)?");
  private static final FileTime NEVER = FileTime.fromMillis(0);

  /// Those of the current directory.
  static RunDirectories here() {
    return new RunDirectories(Path.of(""));
  }

  /// Requires that a directory holds no run yet, or does not exist.
  ///
  /// @param named what the user asked for, or null
  /// @throws IOException if it holds a run already
  static void requireFree(Path named) throws IOException {
    if (named == null) {
      return;
    }
    for (String file : new String[] {RunDirectory.LATEST, RunDirectory.BEST}) {
      if (Files.exists(named.resolve(file))) {
        throw new IOException(
            "%s holds the model of an earlier run (%s): go on with it by unroll resume, or keep it and name another --out directory"
                .formatted(named, file));
      }
    }
  }

  /// The directory of a new run, which nobody else gets.
  ///
  /// @param named what the user asked for, or null
  /// @throws IOException if it holds a run already, another run is going on there, or it cannot be written to
  RunDirectory claimNew(Path named) throws IOException {
    if (named != null) {
      RunDirectory claimed = RunDirectory.claim(named);
      try {
        requireFree(named);
      } catch (IOException e) {
        claimed.close();
        throw e;
      }
      return claimed;
    }
    for (int number = 1; ; number++) {
      Path path = base.resolve(number == 1 ? DEFAULT : DEFAULT + "-" + number);
      try {
        Files.createDirectory(path);
      } catch (FileAlreadyExistsException e) {
        continue;
      } catch (IOException e) {
        throw new IOException(
            "cannot write to the directory %s: name another one with --out DIR"
                .formatted(base.toAbsolutePath()),
            e);
      }
      return RunDirectory.claim(path);
    }
  }

  /// The directory of the run to resume.
  ///
  /// @param named what the user asked for, or null for the latest
  /// @throws IOException if there is nothing to resume
  Path toResume(Path named) throws IOException {
    Path directory =
        named != null
            ? named
            : latest()
                .orElseThrow(
                    () ->
                        new IOException(
                            "there is no %s here to resume: name its directory, or begin with unroll train"
                                .formatted(DEFAULT)));
    if (!Files.exists(directory.resolve(RunDirectory.LATEST))) {
      throw new IOException(
          "%s: there is nothing to resume (no %s): name the directory of a run, or begin with unroll train"
              .formatted(directory, RunDirectory.LATEST));
    }
    return directory;
  }

  /// Of the directories that runs without a name made here, the one that was written to last; those in which
  /// nothing was saved do not count.
  Optional<Path> latest() throws IOException {
    try (Stream<Path> here = Files.list(base)) {
      return here.filter(path -> NAMES.matcher(path.getFileName().toString()).matches())
          .filter(path -> !written(path).equals(NEVER))
          .max(Comparator.comparing(RunDirectories::written));
    }
  }

  /// When a run last wrote a checkpoint.
  private static FileTime written(Path run) {
    FileTime last = NEVER;
    for (String file : List.of(RunDirectory.LATEST, RunDirectory.BEST)) {
      try {
        FileTime time = Files.getLastModifiedTime(run.resolve(file));
        last = time.compareTo(last) > 0 ? time : last;
      } catch (IOException e) {
        continue; // a run that has no such file (yet)
      }
    }
    return last;
  }
}
