package com.example.recorder;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.core.EspalierException;
import org.espalier.core.SafeFile;
import org.espalier.core.model.RatePhase;
import org.espalier.core.npy.Npy;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.Trajectories;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.core.trajectory.TrajectorySpec;

/**
 * Holds the steps until the end, the simplest that is correct: a machine that loses power loses
 * them, and they must fit into memory.
 */
final class FolderRecording implements Recording {
  private final TrajectorySpec spec;
  private final int parameters;
  private final List<float[]> updates = new ArrayList<>();
  private final List<float[]> gradients = new ArrayList<>();
  private final List<double[]> losses = new ArrayList<>();
  private boolean ended;
  private String refused = "";

  private FolderRecording(TrajectorySpec spec) {
    this.spec = spec;
    this.parameters = spec.manifest().layout().size();
  }

  static FolderRecording start(TrajectorySpec spec) {
    Path folder = spec.folder();
    Path initial = folder.resolve("initial.npy");
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new EspalierException(folder + " is not empty; name another folder");
        }
      }
      Files.createFile(initial); // of two recordings that begin at once, one fails here
    } catch (FileAlreadyExistsException e) {
      throw new EspalierException("cannot record into " + folder + ": something is there", e);
    } catch (IOException e) {
      throw SafeFile.cannotWrite(folder, e);
    }
    Npy.writeFloats(initial, spec.initialWeights());
    return new FolderRecording(spec);
  }

  @Override
  public void onStep(float[] update, float[] gradient, double lossBefore, double lossAfter) {
    requireOpen();
    requireLength("update", update);
    requireFinite("update", update);
    if (spec.gradients()) {
      requireLength("gradient", gradient == null ? new float[0] : gradient);
      requireFinite("gradient", gradient);
    }
    if (!Double.isFinite(lossBefore) || !Double.isFinite(lossAfter)) {
      throw refuse("the loss goes from " + lossBefore + " to " + lossAfter);
    }
    updates.add(update.clone()); // the caller reuses its arrays
    if (spec.gradients()) {
      gradients.add(gradient.clone());
    }
    losses.add(new double[] {lossBefore, lossAfter});
  }

  @Override
  public int finish(float[] weights) {
    requireOpen();
    requireLength("vector of final weights", weights);
    requireFinite("weight", weights);
    write(weights);
    return updates.size();
  }

  @Override
  public void close() {
    if (!ended) {
      write(null);
    }
  }

  /** Writes all, the manifest last; without final weights the trajectory is incomplete. */
  private void write(float[] weights) {
    ended = true;
    // An interrupt closes the file that is being written: it is put off until all is on the disk.
    boolean interrupted = Thread.interrupted();
    try {
      int steps = updates.size();
      Path folder = spec.folder();
      Npy.writeFloats(folder.resolve("updates.npy"), flat(updates), steps, parameters);
      if (spec.gradients()) {
        Npy.writeFloats(folder.resolve("gradients.npy"), flat(gradients), steps, parameters);
      }
      double[] pairs = losses.stream().flatMapToDouble(Arrays::stream).toArray();
      Npy.writeDoubles(folder.resolve("losses.npy"), pairs, steps, 2);
      if (weights != null) {
        Npy.writeFloats(folder.resolve("weights.npy"), weights);
      }
      SafeFile.writeText(
          folder.resolve("trajectory.json"),
          ManifestJson.of(begun().withComplete(weights != null), steps));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A training that ended early has not begun all the rates that it was planned with. */
  private TrajectoryManifest begun() {
    TrajectoryManifest planned = spec.manifest();
    long last = (updates.size() - 1L) * planned.stride();
    List<RatePhase> rates =
        planned.rates().stream().filter(r -> r.fromStep() <= Math.max(0, last)).toList();
    return planned.withRates(rates);
  }

  private float[] flat(List<float[]> rows) {
    float[] flat = new float[Math.multiplyExact(rows.size(), parameters)];
    for (int t = 0; t < rows.size(); t++) {
      System.arraycopy(rows.get(t), 0, flat, t * parameters, parameters);
    }
    return flat;
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the recording into " + spec.folder() + " has ended");
    }
    if (!refused.isEmpty()) {
      throw new EspalierException(refused);
    }
  }

  private void requireLength(String what, float[] values) {
    if (values.length != parameters) {
      throw new IllegalArgumentException(
          "a %s of %d values for %d parameters".formatted(what, values.length, parameters));
    }
  }

  private void requireFinite(String what, float[] values) {
    int at = Trajectories.firstNotFinite(values, values.length);
    if (at >= 0) {
      throw refuse("the " + what + " at " + at + " is " + values[at]);
    }
  }

  /** Nothing is taken after a refusal, for a trajectory with a gap would be worse than none. */
  private EspalierException refuse(String why) {
    refused =
        "step %d of the recording into %s: %s; the training diverged"
            .formatted(updates.size(), spec.folder(), why);
    return new EspalierException(refused);
  }
}
