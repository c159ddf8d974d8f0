package org.espalier.estimator.granger.internal;

import java.util.List;
import org.espalier.core.Progress;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.ParameterGroup;
import org.espalier.core.trajectory.FloatRows;
import org.espalier.core.trajectory.Trajectories;

/** The energy of each group's updates at each step. */
final class GroupEnergies {
  private GroupEnergies() {}

  /**
   * sₜg = Σ over k in g of (Δθₜₖ)², in double precision and one pass over the rows.
   *
   * @return an array of T values for each group
   * @throws org.espalier.core.InvalidDataException if an update is not finite
   */
  static double[][] read(FloatRows updates, List<ParameterGroup> groups, Progress progress) {
    double[][] energies = new double[groups.size()][updates.rows()];
    float[] row = new float[updates.columns()];
    for (int t = 0; t < updates.rows(); t++) {
      progress.check();
      updates.row(t).get(row);
      double all = 0;
      for (int g = 0; g < energies.length; g++) {
        energies[g][t] = energy(row, groups.get(g).ranges());
        all += energies[g][t];
      }
      // Squares of finite floats never overflow these sums, so the sum tells of every update.
      if (!Double.isFinite(all)) {
        Trajectories.requireFinite(updates, "updates.npy", progress);
      }
      progress.at(t + 1, updates.rows(), "steps read");
    }
    return energies;
  }

  private static double energy(float[] row, List<IndexRange> ranges) {
    double sum = 0;
    for (IndexRange range : ranges) {
      for (int k = range.from(); k < range.to(); k++) {
        double update = row[k];
        sum += update * update;
      }
    }
    return sum;
  }
}
