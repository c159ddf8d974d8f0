package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import java.util.List;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.ParameterGroup;

/** Which group each parameter is in, and how heavily a group is penalised. */
final class ColumnGroups {
  private final List<ParameterGroup> groups;
  private final int[] groupOf;
  private final double[] weights;

  /** Groups that have every parameter once. */
  ColumnGroups(LassoProblem problem, List<ParameterGroup> groups) {
    this.groups = groups;
    this.groupOf = new int[problem.parameters()];
    for (int g = 0; g < groups.size(); g++) {
      for (IndexRange range : groups.get(g).ranges()) {
        Arrays.fill(groupOf, range.from(), range.to(), g);
      }
    }
    int[] columns = new int[groups.size()];
    for (int c = 0; c < problem.features().columns(); c++) {
      if (problem.scales().inverse(c) > 0) {
        columns[of(c)]++;
      }
    }
    this.weights = new double[columns.length];
    Arrays.setAll(weights, g -> Math.sqrt(columns[g]));
  }

  int count() {
    return weights.length;
  }

  ParameterGroup group(int group) {
    return groups.get(group);
  }

  /** The group that a column is in. */
  int of(int column) {
    return groupOf[column % groupOf.length];
  }

  /** √p_g of the columns that take part (Yuan and Lin 2006), or 0 if none does. */
  double weight(int group) {
    return weights[group];
  }
}
