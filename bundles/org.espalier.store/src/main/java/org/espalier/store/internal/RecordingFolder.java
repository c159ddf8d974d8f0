package org.espalier.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.SafeFile;
import org.espalier.core.npy.Npy;
import org.espalier.core.trajectory.Trajectories;
import org.espalier.core.trajectory.TrajectorySpec;

/** Makes a folder ready to be recorded into. */
final class RecordingFolder {
  static final String TAKEN = "another recording writes there; name another folder";

  private RecordingFolder() {}

  /**
   * Creates the folder, with its parents, and the files of a trajectory of no steps.
   *
   * @throws EspalierException if the folder holds something or can't be written, or what is to be
   *     recorded is not fit; what was begun is removed then
   */
  static RowWriter create(TrajectorySpec spec) {
    Path folder = spec.folder();
    float[] initial = spec.initialWeights();
    requireFit(spec, initial);
    // Made first, as a folder that is killed before it has its manifest is of no use.
    String manifest = ManifestWriter.text(spec.manifest().withComplete(false), 0);
    boolean made = makeEmpty(folder);
    Path initialFile = folder.resolve(TrajectoryFolder.INITIAL);
    try {
      RowWriter rows = RowWriter.create(folder, initial.length, spec.gradients());
      try {
        Npy.writeFloats(initialFile, initial);
        ManifestWriter.write(folder, manifest);
        return rows;
      } catch (EspalierException e) {
        rows.discard();
        discard(initialFile);
        throw e;
      }
    } catch (EspalierException e) {
      if (made) {
        discard(folder);
      }
      throw e;
    }
  }

  private static void requireFit(TrajectorySpec spec, float[] initial) {
    TrajectoryFolder.unfit(spec.manifest().layout())
        .ifPresent(
            why -> {
              throw cannotRecord(spec.folder(), why);
            });
    int at = Trajectories.firstNotFinite(initial, initial.length);
    if (at >= 0) {
      throw cannotRecord(
          spec.folder(),
          "the initial weight at " + at + " is " + initial[at] + "; load another model");
    }
  }

  /** Whether the folder had to be made. */
  private static boolean makeEmpty(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        return true;
      }
      try (Stream<Path> content = Files.list(folder)) {
        if (content.findAny().isPresent()) {
          boolean taken = RowFile.isBeingWritten(folder.resolve(TrajectoryFolder.UPDATES));
          throw cannotRecord(
              folder,
              taken ? TAKEN : "the folder is not empty; name a new one, or delete it first");
        }
      }
      return false;
    } catch (IOException e) {
      throw SafeFile.cannotWrite(folder, e);
    }
  }

  private static EspalierException cannotRecord(Path folder, String why) {
    return new EspalierException("cannot record into " + folder + ": " + why);
  }

  private static void discard(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The failure that led here is the one to report.
      return;
    }
  }
}
