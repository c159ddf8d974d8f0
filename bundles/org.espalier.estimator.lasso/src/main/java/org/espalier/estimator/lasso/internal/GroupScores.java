package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * ‖Z_gᵀv‖ of every group, from a pass. Safe for many threads; the parts are added in the order of
 * the columns, whichever thread they come from.
 */
final class GroupScores implements FeaturePass.Sink {
  private final ColumnGroups groups;
  private final ColumnScales scales;
  private final ConcurrentSkipListMap<Integer, double[]> parts = new ConcurrentSkipListMap<>();

  GroupScores(ColumnGroups groups, ColumnScales scales) {
    this.groups = groups;
    this.scales = scales;
  }

  @Override
  public void accept(int vector, int from, double[] products, int width) {
    double[] squares = new double[groups.count()];
    for (int i = 0; i < width; i++) {
      double score = products[i] * scales.inverse(from + i);
      squares[groups.of(from + i)] += score * score;
    }
    parts.put(from, squares);
  }

  /** One value a group. */
  double[] norms() {
    double[] norms = new double[groups.count()];
    for (double[] squares : parts.values()) {
      Vectors.addScaled(1, squares, norms);
    }
    Arrays.setAll(norms, g -> Math.sqrt(norms[g]));
    return norms;
  }
}
