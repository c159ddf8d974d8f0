package org.espalier.harness.internal.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.core.trajectory.TrajectoryRecorder;
import org.espalier.core.trajectory.TrajectorySpec;
import org.espalier.testkit.MemoryTrajectory;
import org.jspecify.annotations.Nullable;

/** Keeps recorded steps in memory, and leaves a file in each folder that stands for them. */
final class MemoryRecorder implements TrajectoryRecorder, TrajectoryReader {
  /** What was recorded, by folder, in order. */
  final Map<Path, Trajectory> recorded = new LinkedHashMap<>();

  final List<TrajectorySpec> specs = new ArrayList<>();

  @Override
  public Recording start(TrajectorySpec spec) {
    try {
      Files.createDirectories(spec.folder());
      Files.writeString(spec.folder().resolve("updates.npy"), "in memory");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    synchronized (this) {
      specs.add(spec);
    }
    return new Steps(spec);
  }

  @Override
  public Trajectory open(Path folder) {
    if (!Files.exists(folder.resolve("updates.npy"))) {
      throw new IllegalStateException(folder + " is gone");
    }
    synchronized (this) {
      return Objects.requireNonNull(recorded.get(folder));
    }
  }

  private final class Steps implements Recording {
    private final TrajectorySpec spec;
    private final List<float[]> updates = new ArrayList<>();
    private final List<float[]> gradients = new ArrayList<>();
    private final List<double[]> losses = new ArrayList<>();

    Steps(TrajectorySpec spec) {
      this.spec = spec;
    }

    @Override
    public void onStep(float[] update, float @Nullable [] gradient, double before, double after) {
      updates.add(update.clone());
      losses.add(new double[] {before, after});
      if (gradient != null) {
        gradients.add(gradient.clone());
      }
    }

    @Override
    public int finish(float[] weights) {
      Trajectory trajectory =
          MemoryTrajectory.of(
              spec.manifest(),
              updates.toArray(float[][]::new),
              spec.gradients() ? gradients.toArray(float[][]::new) : null,
              new Losses(
                  losses.stream().mapToDouble(l -> l[0]).toArray(),
                  losses.stream().mapToDouble(l -> l[1]).toArray()),
              weights);
      synchronized (MemoryRecorder.this) {
        recorded.put(spec.folder(), trajectory);
      }
      return updates.size();
    }

    @Override
    public void close() {}
  }
}
