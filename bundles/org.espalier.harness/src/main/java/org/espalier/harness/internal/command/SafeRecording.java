package org.espalier.harness.internal.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.espalier.core.CancelledException;
import org.espalier.core.EspalierException;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;
import org.jspecify.annotations.Nullable;

/**
 * Records so that of work that fails nothing is left; of work that is stopped, or that the disk
 * took no more of, the steps so far.
 */
final class SafeRecording {
  private SafeRecording() {}

  /**
   * Records.
   *
   * @param work gets the recording, and finishes it
   */
  static <T> T of(TrajectoryRecorder recorder, TrajectorySpec spec, Function<Recording, T> work) {
    Place place = Place.of(spec.folder());
    Counted recording = new Counted(recorder.start(spec));
    try (recording) {
      return work.apply(recording);
    } catch (CancelledException e) {
      if (recording.steps == 0) {
        place.clear(e);
        throw e;
      }
      throw stopped(spec.folder(), recording.steps, e);
    } catch (EspalierException e) {
      if (recording.steps > 0 && isOfTheDisk(e)) {
        throw new EspalierException(
            e.getMessage() + "; the steps before are kept in " + spec.folder(), e);
      }
      place.clear(e);
      throw e;
    } catch (RuntimeException | Error e) {
      place.clear(e);
      throw e;
    }
  }

  private static boolean isOfTheDisk(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  /** Counts the steps that a recording takes. */
  private static final class Counted implements Recording {
    private final Recording recording;
    private int steps;

    Counted(Recording recording) {
      this.recording = recording;
    }

    @Override
    public void onStep(
        float[] update, float @Nullable [] gradient, double lossBefore, double lossAfter) {
      recording.onStep(update, gradient, lossBefore, lossAfter);
      steps++;
    }

    @Override
    public int finish(float[] weights) {
      return recording.finish(weights);
    }

    @Override
    public void close() {
      recording.close();
    }
  }

  private static CancelledException stopped(Path folder, int steps, CancelledException cause) {
    return new CancelledException(
        "stopped before the end; %s holds %d %s, incomplete"
            .formatted(folder, steps, steps == 1 ? "step" : "steps"),
        cause);
  }

  /**
   * Where a recording goes, as it was before.
   *
   * @param missing the folders that weren't there, the innermost first
   * @param taken whether something stood there; recorders refuse that, and it is not ours to delete
   */
  private record Place(Path folder, List<Path> missing, boolean taken) {
    static Place of(Path out) {
      Path folder = out.toAbsolutePath();
      List<Path> missing = new ArrayList<>();
      for (Path each = folder; each != null && Files.notExists(each); each = each.getParent()) {
        missing.add(each);
      }
      return new Place(folder, missing, missing.isEmpty() && !isEmpty(folder));
    }

    private static boolean isEmpty(Path folder) {
      try (Stream<Path> content = Files.list(folder)) {
        return content.findAny().isEmpty();
      } catch (IOException e) {
        return false;
      }
    }

    /** Deletes what the recording has made, so that it can be tried again. */
    void clear(Throwable reason) {
      if (taken) {
        return;
      }
      try {
        // The folder itself may be a link that isn't ours.
        Path real = folder.toRealPath();
        try (Stream<Path> tree = Files.walk(real)) {
          for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
            if (!each.equals(real)) {
              Files.delete(each);
            }
          }
        }
        for (Path each : missing) {
          Files.delete(each);
        }
      } catch (IOException | UncheckedIOException e) {
        reason.addSuppressed(e);
      }
    }
  }
}
