package org.espalier.store.internal;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RatePhase;
import org.espalier.core.npy.Npy;
import org.espalier.core.npy.NpyArray;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectories;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;

/**
 * Opens trajectories. A complete one must have in each file exactly the steps that the manifest
 * says; of one that was not finished, T is the number of steps that every file has whole. Losses
 * and weights are checked for values that are not finite; the rows are not, as that would be a pass
 * over all data: {@link Trajectories#requireFinite} does it.
 */
public final class TrajectoryOpener {
  private static final String FLOAT32 = "<f4";

  private TrajectoryOpener() {}

  /**
   * Opens a folder.
   *
   * @throws InvalidDataException if something is missing, damaged, foreign, of the wrong shape or
   *     not finite; the line names the file
   */
  public static Trajectory open(Path folder) {
    return open(folder, Integer.MAX_VALUE);
  }

  /** As {@link #open(Path)}, with mappings of at most so many bytes. */
  static Trajectory open(Path folder, int mappingBytes) {
    if (!Files.isDirectory(folder)) {
      throw new InvalidDataException(
          "cannot read %s: %s"
              .formatted(
                  folder, Files.exists(folder) ? "it is not a folder" : "no such file or folder"));
    }
    ManifestReader.Stored stored = ManifestReader.read(folder.resolve(TrajectoryFolder.MANIFEST));
    ParameterLayout layout = stored.manifest().layout();
    Path gradientFile = folder.resolve(TrajectoryFolder.GRADIENTS);
    RowTable updates = parameterRows(folder.resolve(TrajectoryFolder.UPDATES), layout);
    RowTable gradients = Files.exists(gradientFile) ? parameterRows(gradientFile, layout) : null;
    RowTable losses =
        RowTable.open(folder.resolve(TrajectoryFolder.LOSSES), "<f8")
            .requireColumns(TrajectoryFolder.LOSS_COLUMNS, "the losses before and after a step");
    List<RowTable> tables =
        gradients == null ? List.of(updates, losses) : List.of(updates, gradients, losses);
    int steps = steps(stored, tables);
    boolean complete = stored.manifest().complete();
    if (complete) {
      requireBegun(folder, stored.manifest(), steps);
    }
    Path initialFile = folder.resolve(TrajectoryFolder.INITIAL);
    float[] first = Files.exists(initialFile) ? weights(initialFile, layout) : null;
    boolean moved = stored.manifest().kind() == TrajectoryKind.TRAINING;
    boolean initial = !complete && first != null && moved;
    float[] weights =
        complete || first == null
            ? weights(folder.resolve(TrajectoryFolder.WEIGHTS), layout)
            : first;
    return new StoredTrajectory(
        stored.manifest(),
        MappedRows.map(updates, steps, mappingBytes),
        gradients == null ? null : MappedRows.map(gradients, steps, mappingBytes),
        losses(losses, steps),
        weights,
        initial);
  }

  private static RowTable parameterRows(Path file, ParameterLayout layout) {
    return RowTable.open(file, FLOAT32)
        .requireColumns(layout.size(), "the parameters in " + TrajectoryFolder.MANIFEST);
  }

  private static int steps(ManifestReader.Stored stored, List<RowTable> tables) {
    if (!stored.manifest().complete()) {
      return tables.stream().mapToInt(RowTable::wholeRows).min().orElseThrow();
    }
    int steps = stored.steps().orElse(tables.get(0).claimedRows());
    String source =
        stored.steps().isPresent() ? TrajectoryFolder.MANIFEST : TrajectoryFolder.UPDATES;
    tables.forEach(table -> table.requireRows(steps, source));
    return steps;
  }

  /** The first phase begins at step 0, be there steps or not; the others in front of some row. */
  private static void requireBegun(Path folder, TrajectoryManifest manifest, int steps) {
    long last = (steps - 1L) * manifest.stride();
    for (RatePhase phase : manifest.rates()) {
      if (phase.fromStep() > Math.max(0, last)) {
        throw new InvalidDataException(
            "%s: learningRates has a phase from step %d, but %s"
                .formatted(
                    folder.resolve(TrajectoryFolder.MANIFEST),
                    phase.fromStep(),
                    manifest.stride() == 1
                        ? "there are %d steps".formatted(steps)
                        : "the last row is of step %d".formatted(last)));
      }
    }
  }

  private static Losses losses(RowTable table, int steps) {
    ByteBuffer data = table.read(steps);
    double[] before = new double[steps];
    double[] after = new double[steps];
    for (int t = 0; t < steps; t++) {
      before[t] = data.getDouble();
      after[t] = data.getDouble();
      boolean first = !Double.isFinite(before[t]);
      if (first || !Double.isFinite(after[t])) {
        throw new InvalidDataException(
            "%s: %s in row %d, column %d; the training diverged there"
                .formatted(table.file(), first ? before[t] : after[t], t, first ? 0 : 1));
      }
    }
    return new Losses(before, after);
  }

  private static float[] weights(Path file, ParameterLayout layout) {
    NpyArray array = Npy.read(file);
    if (!array.dtype().equals(FLOAT32)) {
      throw RowTable.wrongType(file, array.dtype(), FLOAT32);
    }
    if (!array.shape().equals(List.of(layout.size()))) {
      throw new InvalidDataException(
          "%s has the shape %s; it must be [%d]".formatted(file, array.shape(), layout.size()));
    }
    float[] weights = array.toFloats();
    int at = Trajectories.firstNotFinite(weights, weights.length);
    if (at >= 0) {
      throw new InvalidDataException("%s: %s at %d".formatted(file, weights[at], at));
    }
    return weights;
  }
}
