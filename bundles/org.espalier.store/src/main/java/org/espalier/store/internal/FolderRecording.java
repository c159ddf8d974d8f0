package org.espalier.store.internal;

import java.nio.file.Path;
import java.util.List;
import org.espalier.core.EspalierException;
import org.espalier.core.model.RatePhase;
import org.espalier.core.npy.Npy;
import org.espalier.core.trajectory.Recording;
import org.espalier.core.trajectory.Trajectories;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.core.trajectory.TrajectorySpec;
import org.jspecify.annotations.Nullable;

/**
 * Records into a folder of NPY files. The thread that trains copies each step into one of a bounded
 * number of buffers; a thread of its own does all the writing, so that an interrupt of the training
 * closes no file.
 */
public final class FolderRecording implements Recording {
  /** Steps written with one call: enough to make small rows cheap, few enough to free buffers. */
  private static final int MOST_BATCH = 64;

  private final Path folder;
  private final TrajectoryManifest manifest;
  private final boolean gradients;
  private final int parameters;
  private final StepQueue queue;
  private final int batch;
  private final Thread writer;
  private volatile float @Nullable [] lastWeights;
  private int steps;
  private boolean ended;
  private @Nullable String refused;

  private FolderRecording(TrajectorySpec spec, RowWriter rows, RecorderOptions options) {
    folder = spec.folder();
    manifest = spec.manifest();
    gradients = spec.gradients();
    parameters = manifest.layout().size();
    int most = options.steps(Step.bytes(parameters, gradients));
    queue = new StepQueue(most, () -> new Step(parameters, gradients));
    batch = Math.min(MOST_BATCH, most / 2);
    writer = new Thread(() -> write(rows), "espalier-recorder " + folder.getFileName());
    // A recording that nobody closes must not keep the JVM alive.
    writer.setDaemon(true);
  }

  /**
   * Begins a recording in a folder that doesn't exist yet or is empty.
   *
   * @throws EspalierException if the folder holds something or can't be written, or the initial
   *     weights are not finite; what was begun is removed
   */
  public static FolderRecording start(TrajectorySpec spec, RecorderOptions options) {
    RowWriter rows = RecordingFolder.create(spec);
    FolderRecording recording = new FolderRecording(spec, rows, options);
    recording.writer.start();
    return recording;
  }

  /**
   * {@inheritDoc}
   *
   * @throws EspalierException if an earlier step couldn't be written, or this one is not finite; no
   *     more steps are taken then
   */
  @Override
  public synchronized void onStep(
      float[] update, float @Nullable [] gradient, double lossBefore, double lossAfter) {
    requireOpen();
    requireValues("an update", update);
    requireFinite("update", update);
    if (gradients) {
      float[] present = gradient == null ? new float[0] : gradient;
      requireValues("a gradient", present);
      requireFinite("gradient", present);
    }
    if (!Double.isFinite(lossBefore) || !Double.isFinite(lossAfter)) {
      throw refuse("the loss goes from " + lossBefore + " to " + lossAfter);
    }
    Step step = queue.acquire();
    step.fill(update, gradient, lossBefore, lossAfter);
    queue.submit(step);
    steps = Math.incrementExact(steps);
  }

  /**
   * {@inheritDoc}
   *
   * @throws EspalierException if something couldn't be written, or the weights are not finite; the
   *     trajectory then stays incomplete
   */
  @Override
  public synchronized int finish(float[] weights) {
    requireOpen();
    requireValues("final weights", weights);
    int at = Trajectories.firstNotFinite(weights, weights.length);
    if (at >= 0) {
      throw refuse("the weight at " + at + " is " + weights[at]);
    }
    lastWeights = weights.clone();
    end();
    queue.requireNoFailure();
    return steps;
  }

  /**
   * {@inheritDoc}
   *
   * @throws EspalierException if steps that were taken couldn't be written and no call said so yet
   */
  @Override
  public synchronized void close() {
    if (!ended) {
      end();
      queue.requireFailureTold();
    }
  }

  private void end() {
    ended = true;
    queue.end();
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the writer's thread does. */
  private void write(RowWriter rows) {
    try (rows) {
      for (List<Step> taken = queue.take(batch); !taken.isEmpty(); taken = queue.take(batch)) {
        rows.append(taken);
        queue.release(taken);
      }
      float[] weights = lastWeights;
      if (weights != null) {
        rows.force();
        Npy.writeFloats(folder.resolve(TrajectoryFolder.WEIGHTS), weights);
        ManifestWriter.write(
            folder, ManifestWriter.text(completed(manifest, rows.steps()), rows.steps()));
      }
    } catch (EspalierException e) {
      queue.fail(e);
    } catch (InterruptedException | RuntimeException | Error e) {
      // Nobody else would see it, and the trainer would wait for ever.
      queue.fail(new EspalierException("cannot record into " + folder + ": " + e, e));
    }
  }

  /** A training that ended early has not begun all the phases that it was planned with. */
  private static TrajectoryManifest completed(TrajectoryManifest planned, int rows) {
    long last = (rows - 1L) * planned.stride();
    List<RatePhase> begun =
        planned.rates().stream().filter(p -> p.fromStep() == 0 || p.fromStep() <= last).toList();
    return planned.withRates(begun).withComplete(true);
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the recording into " + folder + " has ended");
    }
    if (refused != null) {
      throw new EspalierException(refused);
    }
    queue.requireNoFailure();
  }

  private void requireValues(String what, float[] values) {
    if (values.length != parameters) {
      throw new IllegalArgumentException(
          "%s of %d values at step %d, for %d parameters"
              .formatted(what, values.length, steps, parameters));
    }
  }

  private void requireFinite(String what, float[] values) {
    int at = Trajectories.firstNotFinite(values, values.length);
    if (at >= 0) {
      throw refuse("the " + what + " at " + at + " is " + values[at]);
    }
  }

  /** A trajectory with a gap would be worse than none, so nothing is taken after a refusal. */
  private EspalierException refuse(String why) {
    refused =
        "step %d of the recording into %s: %s; the training diverged: lower its learning rate"
            .formatted(steps, folder, why);
    return new EspalierException(refused);
  }
}
