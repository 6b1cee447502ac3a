package dev.unroll.cli.kind;

import dev.unroll.cli.data.DrivingLog;
import dev.unroll.cli.data.Picture;
import dev.unroll.core.Checks;
import dev.unroll.models.driving.Controls;
import dev.unroll.models.driving.DrivenFrame;
import dev.unroll.models.settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A drive in files.
///
/// @param log of a driving simulator; null for a generated road that bends
/// @param frames the directory with its pictures
/// @param heldOut the part of the drive, its end, that is held out
/// @param generated how many frames are generated to train on where there is no log
public record DriveData(
    @Setting(
            value = "Driving log: three pictures, steering, throttle, brake, speed.",
            label = "FILE")
        Path log,
    @Setting(value = "Directory with the log's pictures.", label = "DIRECTORY") Path frames,
    @Setting(value = "Fraction of the log, its end, that is held out.", label = "F") float heldOut,
    @Setting(value = "Frames that are generated to train on, where no log is given.", label = "N")
        int generated) {
  public DriveData {
    Checks.within("held-out", heldOut, 0, 0.9f);
    Checks.positive("generated", generated);
    if ((log == null) != (frames == null)) {
      throw new IllegalArgumentException(
          "%s: expected the driving log and the directory of its pictures, got one of them"
              .formatted(log == null ? "log" : "frames"));
    }
  }

  /// The drive, each picture decoded once.
  ///
  /// @throws IOException that names what is at fault
  List<DrivenFrame> read(int height, int width) throws IOException {
    List<DrivenFrame> drive = new ArrayList<>();
    for (DrivingLog.Frame frame : DrivingLog.read(log, frames)) {
      drive.add(driven(frame, height, width));
    }
    return drive;
  }

  /// A moment of a log with its picture.
  static DrivenFrame driven(DrivingLog.Frame frame, int height, int width) throws IOException {
    return new DrivenFrame(
        Picture.read(frame.picture(), height, width).pixels(),
        new Controls(frame.steering(), frame.throttle(), frame.speed()));
  }
}
