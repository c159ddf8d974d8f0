package org.espalier.harness.internal.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.core.model.RatePhase;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Losses;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;

/**
 * A run of consecutive rows of a trajectory, as a trajectory of its own; closing it leaves the
 * recorded one open.
 *
 * <p>Its weights are those after its last row where every step was recorded, else those after the
 * last step of all: steps that are not there can't be taken back. Of perturbations they are those
 * that all rows begin at.
 */
public final class TrajectoryWindow implements Trajectory {
  private final Trajectory recorded;
  private final TrajectoryManifest manifest;
  private final int from;
  private final int to;

  /**
   * @param from first row
   * @param to row after the last
   */
  public TrajectoryWindow(Trajectory recorded, int from, int to) {
    if (from < 0 || from >= to || to > recorded.steps()) {
      throw new IllegalArgumentException(
          "rows %d to %d of a trajectory of %d".formatted(from, to, recorded.steps()));
    }
    this.recorded = recorded;
    this.from = from;
    this.to = to;
    this.manifest = shifted(recorded.manifest(), from);
  }

  /** The learning rates count from the first row's step. */
  private static TrajectoryManifest shifted(TrajectoryManifest whole, int from) {
    if (whole.kind() == TrajectoryKind.INTERVENTIONAL) {
      return whole;
    }
    long start = (long) from * whole.stride();
    List<RatePhase> rates = new ArrayList<>();
    rates.add(new RatePhase(0, whole.learningRate(from)));
    for (RatePhase phase : whole.rates()) {
      if (phase.fromStep() > start) {
        rates.add(new RatePhase((int) (phase.fromStep() - start), phase.rate()));
      }
    }
    return whole.withRates(rates);
  }

  @Override
  public TrajectoryManifest manifest() {
    return manifest;
  }

  private FloatRows rows(FloatRows all) {
    return new SelectedRows(all, from, 1, to - from);
  }

  @Override
  public FloatRows updates() {
    return rows(recorded.updates());
  }

  @Override
  public Optional<FloatRows> gradients() {
    return recorded.gradients().map(this::rows);
  }

  @Override
  public Losses losses() {
    Losses losses = recorded.losses();
    double[] before = new double[to - from];
    double[] after = new double[to - from];
    for (int t = from; t < to; t++) {
      before[t - from] = losses.before(t);
      after[t - from] = losses.after(t);
    }
    return new Losses(before, after);
  }

  @Override
  public float[] weights() {
    float[] weights = recorded.weights();
    if (manifest.stride() > 1 || manifest.kind() == TrajectoryKind.INTERVENTIONAL) {
      return weights;
    }
    float[] update = new float[weights.length];
    double[] moved = new double[weights.length];
    for (int t = to; t < recorded.steps(); t++) {
      recorded.updates().row(t).get(update);
      for (int k = 0; k < update.length; k++) {
        moved[k] += update[k];
      }
    }
    for (int k = 0; k < weights.length; k++) {
      weights[k] = (float) (weights[k] - moved[k]);
    }
    return weights;
  }

  @Override
  public void close() {}
}
