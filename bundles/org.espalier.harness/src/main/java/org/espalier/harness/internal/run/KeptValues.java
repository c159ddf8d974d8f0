package org.espalier.harness.internal.run;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.core.pruning.Pruning;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.harness.experiment.SanityCheck;
import org.espalier.harness.experiment.Schedule;
import org.espalier.harness.internal.data.Shuffle;
import org.espalier.harness.internal.plugin.LeasedTrajectory;

/**
 * The values that kept weights are given after a cut where the schedule doesn't let them go on from
 * where they are: those of an epoch of the dense network's training, or fresh ones.
 */
final class KeptValues {
  private final float[] values;

  private KeptValues(float[] values) {
    this.values = values;
  }

  /**
   * Looks up the values.
   *
   * @param initial θ before the training
   * @param fresh θ of another draw of initial weights
   * @param recorded folder of the training's trajectory
   * @param steps of an epoch
   * @return empty if the schedule leaves values as they are, a shuffled mask apart
   */
  static Optional<KeptValues> of(
      RunContext context, float[] initial, Supplier<float[]> fresh, Path recorded, int steps) {
    Schedule schedule = context.experiment().schedule();
    if (schedule.check() == SanityCheck.REINITIALIZE) {
      return Optional.of(new KeptValues(fresh.get()));
    }
    OptionalInt epoch = schedule.rewindTo();
    if (epoch.isEmpty()) {
      return Optional.empty();
    }
    float[] values = initial.clone();
    try (LeasedTrajectory trajectory =
        LeasedTrajectory.open(context.plugins(), recorded, context.cellProgress())) {
      FloatRows updates = trajectory.trajectory().updates();
      for (int t = 0; t < epoch.getAsInt() * steps; t++) {
        FloatBuffer row = updates.row(t);
        for (int k = 0; k < values.length; k++) {
          values[k] += row.get(k);
        }
      }
    }
    return Optional.of(new KeptValues(values));
  }

  /** The weights of a cut network, before it is trained again. */
  float[] under(Mask mask) {
    return mask.apply(values);
  }

  /**
   * A cut with the mask shuffled within each layer, among the weights that were alive before.
   *
   * @param seed of the order
   */
  static Pruning shuffled(Pruning pruning, Mask alive, long seed) {
    Random random = new Random(seed);
    BitSet kept = pruning.mask().toBitSet();
    BitSet living = alive.toBitSet();
    for (Parameter layer : alive.layout().prunable()) {
      int[] candidates =
          living.stream().filter(k -> k >= layer.offset() && k < layer.end()).toArray();
      int left = pruning.mask().kept(layer);
      Shuffle.inPlace(candidates, random);
      for (int i = 0; i < candidates.length; i++) {
        kept.set(candidates[i], i < left);
      }
    }
    return Pruning.of(Mask.of(alive.layout(), kept)).withNotes(pruning.notes());
  }
}
