package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectories;
import org.espalier.core.trajectory.Trajectory;

/**
 * The Lasso that a trajectory and its options state: features, response with the unpenalised
 * columns taken out, the scale of each feature, and λmax.
 */
final class LassoProblem {
  /** Squared share of the response outside the unpenalised span below which round-off is left. */
  private static final double EXPLAINED = 1e-28;

  private final LassoOptions options;
  private final SquaredUpdates features;
  private final double[] changes;
  private final int exponent;
  private final ColumnScales scales;
  private final Regression whole;
  private final int[] firstIndices;
  private final WorkingSet first;
  private final double lambdaMax;

  /**
   * Reads the trajectory once.
   *
   * @throws InvalidDataException if it is too short or holds what is not finite
   */
  LassoProblem(Trajectory trajectory, LassoOptions options, Progress progress) {
    this.options = options;
    this.changes = trajectory.losses().changes();
    requireUsable(changes, trajectory.steps(), options);
    this.exponent = exponent(changes);
    for (int t = 0; t < changes.length; t++) {
      changes[t] = Math.scalb(changes[t], -exponent);
    }
    this.features =
        new SquaredUpdates(trajectory.updates(), options.lagOrder(), options.intercept());
    this.whole = on(Sample.all(features.rows()));
    List<Steepest> steepest = new ArrayList<>();
    this.scales =
        ColumnMoments.read(
            features,
            options.standardize(),
            whole.response(),
            scales -> {
              double norm = Math.sqrt(Vectors.squaredNorm(whole.response()));
              steepest.add(new Steepest(scales, new BitSet(), norm, 0, LassoPath.FIRST));
              return steepest.get(0);
            },
            progress);
    requireFiniteEnd(trajectory, progress);
    this.firstIndices = steepest.get(0).indices();
    this.first = firstColumns(whole, progress);
    this.lambdaMax = first.steepest(whole.response()) / features.rows();
  }

  /** The response on some rows, the unpenalised columns taken out. */
  Regression on(Sample sample) {
    UnpenalizedColumns unpenalized = new UnpenalizedColumns();
    unpenalizedColumns().forEach(column -> unpenalized.add(sample.of(column)));
    double[] response = sample.of(response());
    double before = Vectors.squaredNorm(response);
    unpenalized.project(response);
    if (Vectors.squaredNorm(response) <= EXPLAINED * before) {
      Arrays.fill(response, 0);
    }
    return new Regression(sample, unpenalized, response);
  }

  /** The loss changes that are to be explained, one a row, divided by a power of 2. */
  double[] response() {
    return Arrays.copyOfRange(changes, options.lagOrder(), changes.length);
  }

  /** An empty working set for a regression. */
  WorkingSet set(Regression regression) {
    return new WorkingSet(
        features, regression.unpenalized(), regression.sample(), options.standardize());
  }

  /** A working set for a regression, of the columns that are steepest at 0 over all rows. */
  WorkingSet firstColumns(Regression regression, Progress progress) {
    WorkingSet set = set(regression);
    set.add(firstIndices, progress);
    return set;
  }

  /** The path of the whole problem, from the columns that are steepest at 0; to be taken once. */
  LassoPath path(double[] lambdas) {
    return path(whole, first, lambdas);
  }

  LassoPath path(Regression regression, WorkingSet set, double[] lambdas) {
    return new LassoPath(
        scales, regression, set, lambdas, options.tolerance(), options.maxIterations());
  }

  FeaturePass pass() {
    return new FeaturePass(features, scales);
  }

  Regression whole() {
    return whole;
  }

  ColumnScales scales() {
    return scales;
  }

  SquaredUpdates features() {
    return features;
  }

  /** The least λ at which every γ is 0, of the response divided by 2^{@link #exponent()}. */
  double lambdaMax() {
    return lambdaMax;
  }

  /** The power of 2 that brings the loss changes near 1; without it, tiny ones lose digits. */
  int exponent() {
    return exponent;
  }

  /**
   * γ of each column, lag by lag, p values each, in the units of the trajectory.
   *
   * @throws InvalidDataException if one is beyond the range of a double
   */
  double[] inUnits(LassoSolution solution) {
    double[] all = new double[features.columns()];
    for (int i = 0; i < solution.size(); i++) {
      int c = solution.index(i);
      all[c] = inUnits(c, solution.coefficient(i));
    }
    return all;
  }

  /** A column's γ. */
  double inUnits(int column, double coefficient) {
    double gamma = Math.scalb(coefficient, exponent);
    if (!Double.isFinite(gamma)) {
      throw new InvalidDataException(
          "gamma of parameter %d is beyond the range of a double; scale the losses down"
              .formatted(column % parameters()));
    }
    return gamma;
  }

  /** p. */
  int parameters() {
    return features.parameters();
  }

  /** Features that take no part, because they are constant or depend on the unpenalised columns. */
  int leftOut() {
    return scales.leftOut() + first.dependent();
  }

  private static void requireUsable(double[] changes, int steps, LassoOptions options) {
    if (changes.length != steps) {
      throw new InvalidDataException(
          "%d losses for %d updates; record the trajectory again".formatted(changes.length, steps));
    }
    int needed = Math.max(2, 2 * options.lagOrder() + 2);
    if (steps < needed) {
      throw new InvalidDataException(
          "the trajectory has %d steps; lasso-granger needs at least %d at lag order %d"
              .formatted(steps, needed, options.lagOrder()));
    }
    LossChanges.requireFinite(changes);
  }

  /** The lagged form never squares the last row. */
  private static void requireFiniteEnd(Trajectory trajectory, Progress progress) {
    float[] row = new float[trajectory.updates().columns()];
    trajectory.updates().row(trajectory.steps() - 1).get(row);
    if (Trajectories.firstNotFinite(row, row.length) >= 0) {
      Trajectories.requireFinite(trajectory.updates(), "updates.npy", progress);
    }
  }

  private static int exponent(double[] changes) {
    double largest = 0;
    for (double change : changes) {
      largest = Math.max(largest, Math.abs(change));
    }
    return largest == 0 ? 0 : Math.getExponent(largest);
  }

  /** The columns that carry no penalty, over all rows; the caller's own. */
  List<double[]> unpenalizedColumns() {
    List<double[]> columns = new ArrayList<>();
    if (options.intercept()) {
      double[] ones = new double[features.rows()];
      Arrays.fill(ones, 1);
      columns.add(ones);
    }
    int lagOrder = options.lagOrder();
    for (int lag = 1; lag <= lagOrder; lag++) {
      columns.add(Arrays.copyOfRange(changes, lagOrder - lag, changes.length - lag));
    }
    return columns;
  }
}
