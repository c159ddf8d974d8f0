package org.espalier.report.internal.statistics;

import java.util.Arrays;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * Logistic curves with four parameters, y = a + b ÷ (1 + exp((x − m) ÷ w)): level, then a smooth
 * fall, then level again. For each midpoint m and width w the other two are linear, so only these
 * two are searched: on a grid, then by Nelder and Mead's simplex. With r the range of the
 * abscissae, m may lie up to 2 r beyond them, so that a curve may be all foot or all shoulder, and
 * w is r/100 to 2 r.
 */
public final class LogisticCurve implements CurveModel {
  private static final int MIDPOINTS = 61;
  private static final int WIDTHS = 25;
  private static final double BEYOND = 2;
  private static final double NARROWEST = 0.01;
  private static final double WIDEST = 2;
  private static final int MOST_STEPS = 2000;

  private final double[] x;
  private final double low;
  private final double range;

  /** Shapes of the grid, centred, to unit length. */
  private final double[][] shapes = new double[MIDPOINTS * WIDTHS][];

  /**
   * Over given abscissae.
   *
   * @param x ascending, four or more
   */
  public LogisticCurve(double[] x) {
    this.x = x.clone();
    low = x[0];
    range = x[x.length - 1] - x[0];
    for (int k = 0; k < shapes.length; k++) {
      shapes[k] = shape(place(k));
    }
  }

  @Override
  public int parameters() {
    return 4;
  }

  @Override
  public double residualSum(double[] y) {
    double[] centred = centred(y);
    double[] start = place(nearest(centred));
    SimplexOptimizer optimizer = new SimplexOptimizer(1e-12, 1e-14);
    double refined =
        optimizer
            .optimize(
                GoalType.MINIMIZE,
                new ObjectiveFunction(at -> rest(centred, shape(at))),
                new InitialGuess(start),
                new MaxEval(MOST_STEPS),
                new NelderMeadSimplex(new double[] {0.05, 0.1}))
            .getValue();
    return Math.min(refined, gridResidualSum(y));
  }

  /**
   * The least over the grid alone: a little more than over all curves, at a fraction of the work.
   */
  public double gridResidualSum(double[] y) {
    double[] centred = centred(y);
    return rest(centred, shapes[nearest(centred)]);
  }

  private int nearest(double[] centred) {
    int best = 0;
    double longest = -1;
    for (int k = 0; k < shapes.length; k++) {
      double share = Polynomial.dot(shapes[k], centred);
      if (share * share > longest) {
        longest = share * share;
        best = k;
      }
    }
    return best;
  }

  private static double rest(double[] centred, double[] unit) {
    double share = Polynomial.dot(unit, centred);
    double sum = 0;
    for (int i = 0; i < centred.length; i++) {
      double rest = centred[i] - share * unit[i];
      sum += rest * rest;
    }
    return sum;
  }

  /** Midpoint in ranges from the first abscissa, and the logarithm of the width in ranges. */
  private static double[] place(int k) {
    int row = k / WIDTHS;
    double m = -BEYOND + (1 + 2 * BEYOND) * row / (MIDPOINTS - 1);
    double w = Math.log(NARROWEST) + Math.log(WIDEST / NARROWEST) * (k % WIDTHS) / (WIDTHS - 1);
    return new double[] {m, w};
  }

  private double[] shape(double[] place) {
    double m = low + range * Math.min(1 + BEYOND, Math.max(-BEYOND, place[0]));
    double w = range * Math.min(WIDEST, Math.max(NARROWEST, Math.exp(place[1])));
    double first = (low - m) / w;
    double last = first + range / w;
    boolean foot = first + last < 0;
    double scale = foot ? Math.exp(-Math.min(0, last)) : Math.exp(Math.max(0, first));
    double[] values = new double[x.length];
    for (int i = 0; i < values.length; i++) {
      double z = (x[i] - m) / w;
      // Of the two, that which doesn't round to 1 where the whole curve is nearly level.
      values[i] = scale / (1 + Math.exp(foot ? -z : z));
    }
    double[] centred = centred(values);
    boolean flat = Polynomial.dot(centred, centred) < Double.MIN_NORMAL;
    return flat ? new double[x.length] : Polynomial.normalized(centred);
  }

  private static double[] centred(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    return Arrays.stream(values).map(v -> v - mean).toArray();
  }
}
