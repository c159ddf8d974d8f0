package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.trajectory.Trajectory;

/**
 * The Lasso that a trajectory and its options state: features, response with the unpenalised
 * columns taken out, the scale of each feature, and λmax.
 */
final class LassoProblem {
  /** Squared share of a feature outside the unpenalised span below which it takes no part. */
  private static final double DEPENDENT = 1e-12;

  /** The same for the response: below, round-off is all that is left. */
  private static final double EXPLAINED = 1e-28;

  private final LassoOptions options;
  private final SquaredUpdates features;
  private final UnpenalizedColumns unpenalized = new UnpenalizedColumns();
  private final double[] response;
  private final int exponent;
  private final double[] inverseScales;
  private final double[] correlations;

  /**
   * Reads the trajectory once.
   *
   * @throws InvalidDataException if it is too short or holds what is not finite
   */
  LassoProblem(Trajectory trajectory, LassoOptions options, Progress progress) {
    this.options = options;
    double[] changes = trajectory.losses().changes();
    requireUsable(changes, trajectory.steps(), options);
    this.exponent = exponent(changes);
    for (int t = 0; t < changes.length; t++) {
      changes[t] = Math.scalb(changes[t], -exponent);
    }
    int lagOrder = options.lagOrder();
    this.features = new SquaredUpdates(trajectory.updates(), lagOrder, options.intercept());
    this.response = Arrays.copyOfRange(changes, lagOrder, changes.length);
    double before = Vectors.squaredNorm(response);
    unpenalizedColumns(changes).forEach(unpenalized::add);
    unpenalized.project(response);
    if (Vectors.squaredNorm(response) <= EXPLAINED * before) {
      Arrays.fill(response, 0);
    }
    List<double[]> vectors = new ArrayList<>(unpenalized.basis());
    vectors.add(response);
    double[] squares = new double[features.columns()];
    double[][] products = features.moments(vectors.toArray(double[][]::new), squares, progress);
    this.correlations = products[products.length - 1];
    this.inverseScales = inverseScales(squares, products);
  }

  /** Prepares the solver, which then holds the state of the solve. */
  WorkingSetLasso solver(Progress progress) {
    return new WorkingSetLasso(
        features, unpenalized, inverseScales, response, correlations, progress);
  }

  /** The least λ at which every γ is 0, of the response divided by 2^{@link #exponent()}. */
  double lambdaMax() {
    return WorkingSetLasso.steepest(correlations, inverseScales) / features.rows();
  }

  /** The power of 2 that brings the loss changes near 1; without it, tiny ones lose digits. */
  int exponent() {
    return exponent;
  }

  /** p. */
  int parameters() {
    return features.parameters();
  }

  /** Features that take no part, because they are constant or depend on the unpenalised columns. */
  int leftOut() {
    return (int) Arrays.stream(inverseScales).filter(s -> s == 0).count();
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

  private static int exponent(double[] changes) {
    double largest = 0;
    for (double change : changes) {
      largest = Math.max(largest, Math.abs(change));
    }
    return largest == 0 ? 0 : Math.getExponent(largest);
  }

  private List<double[]> unpenalizedColumns(double[] changes) {
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

  /**
   * 1/s of each column: s is its population deviation if standardised, else 1.
   *
   * @param products QᵀX row by row; the first column of Q is the intercept's
   */
  private double[] inverseScales(double[] squares, double[][] products) {
    double[] inverse = new double[squares.length];
    for (int c = 0; c < inverse.length; c++) {
      double outside = squares[c];
      for (int i = 0; i < products.length - 1; i++) {
        outside -= products[i][c] * products[i][c];
      }
      if (outside > DEPENDENT * squares[c]) {
        double mean = options.standardize() ? products[0][c] : 0;
        double variance = (squares[c] - mean * mean) / features.rows();
        inverse[c] = options.standardize() ? 1 / Math.sqrt(variance) : 1;
      }
    }
    return inverse;
  }
}
