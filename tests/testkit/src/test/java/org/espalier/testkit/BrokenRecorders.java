package org.espalier.testkit;

import com.example.recorder.FolderRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;
import org.jspecify.annotations.Nullable;

/** A sound recorder, and recorders that each break a rule. */
final class BrokenRecorders {
  private BrokenRecorders() {}

  /** Passes everything on, for the broken to change some of it. */
  private static class Passing implements Recording {
    private final Recording recording;

    Passing(Recording recording) {
      this.recording = recording;
    }

    @Override
    public void onStep(
        float[] update, float @Nullable [] gradient, double lossBefore, double lossAfter) {
      recording.onStep(update, gradient, lossBefore, lossAfter);
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

  abstract static class OfFolders extends TrajectoryRecorderContract {
    @Override
    protected Optional<Class<?>> component() {
      return Optional.empty();
    }
  }

  static class Sound extends OfFolders {
    @Override
    protected TrajectoryRecorder recorder() {
      return new FolderRecorder();
    }
  }

  static class KeepsArrays extends OfFolders {
    @Override
    protected TrajectoryRecorder recorder() {
      return spec ->
          new Passing(new FolderRecorder().start(spec)) {
            private final List<Runnable> late = new ArrayList<>();

            @Override
            public void onStep(
                float[] update, float @Nullable [] gradient, double before, double after) {
              late.add(() -> super.onStep(update, gradient, before, after));
            }

            @Override
            public int finish(float[] weights) {
              late.forEach(Runnable::run);
              return super.finish(weights);
            }
          };
    }
  }

  static class WritesOver extends OfFolders {
    @Override
    protected TrajectoryRecorder recorder() {
      return spec -> {
        clear(spec.folder());
        return new FolderRecorder().start(spec);
      };
    }

    private static void clear(Path folder) {
      try {
        if (Files.isDirectory(folder)) {
          for (Path file : Folders.files(folder)) {
            Files.delete(file);
          }
        } else {
          Files.deleteIfExists(folder);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static class ForgetsWhatIsNotFinished extends OfFolders {
    @Override
    protected TrajectoryRecorder recorder() {
      return spec ->
          new Passing(new FolderRecorder().start(spec)) {
            @Override
            public void close() {}
          };
    }
  }

  static class Rounds extends OfFolders {
    @Override
    protected TrajectoryRecorder recorder() {
      return spec ->
          new Passing(new FolderRecorder().start(spec)) {
            @Override
            public void onStep(
                float[] update, float @Nullable [] gradient, double before, double after) {
              super.onStep(update, gradient, (float) before, after);
            }
          };
    }
  }

  static class TakesWhatIsNotFinite extends OfFolders {
    @Override
    protected TrajectoryRecorder recorder() {
      return spec ->
          new Passing(new FolderRecorder().start(spec)) {
            @Override
            public void onStep(
                float[] update, float @Nullable [] gradient, double before, double after) {
              super.onStep(
                  update,
                  gradient,
                  Double.isFinite(before) ? before : 0,
                  Double.isFinite(after) ? after : 0);
            }
          };
    }
  }

  static class StampsTheTime extends OfFolders {
    @Override
    protected TrajectoryRecorder recorder() {
      return spec -> new FolderRecorder().start(stamped(spec));
    }

    private static TrajectorySpec stamped(TrajectorySpec spec) {
      TrajectoryManifest old = spec.manifest();
      return new TrajectorySpec(
          spec.folder(),
          new TrajectoryManifest(
              old.kind(),
              old.layout(),
              old.optimizer(),
              old.optimizerOptions(),
              old.rates(),
              old.lossAfter(),
              old.seed(),
              old.dataset(),
              old.fingerprint(),
              Map.of("time", String.valueOf(System.nanoTime())),
              old.stride(),
              old.complete()),
          spec.initialWeights(),
          spec.gradients());
    }
  }
}
