package org.espalier.report.internal.statistics;

import java.util.Arrays;
import java.util.Locale;

/**
 * Whether curves of several seeds bend at one place, or fall smoothly: two line segments that join
 * against the best of three smooth curves, a straight line, a cubic and a logistic curve, by the
 * Bayesian information criterion BIC = N ln(RSS/N) + k ln N (G. Schwarz 1978). All are fitted to
 * the seeds together with a level for each seed, which pairs them. The two segments have as many
 * parameters as the cubic and the logistic curve, so that neither side pays for being more supple;
 * a logistic curve is what an accuracy that falls to chance looks like without any break, so that a
 * mere fall isn't called a shift.
 *
 * @param verdict what can be said
 * @param breakPoint where the two segments join; NaN if it can't be told
 * @param interval of it, bootstrapped over the seeds
 * @param before slope of the first segment
 * @param after slope of the second
 * @param rival the best smooth curve
 * @param deltaBic BIC of the rival minus that of the two segments: above 0 speaks for these
 * @param support share of the resamples in which the two segments have the lower BIC; NaN where the
 *     verdict doesn't need it
 */
public record PhaseShift(
    Verdict verdict,
    double breakPoint,
    Bootstrap.Interval interval,
    double before,
    double after,
    String rival,
    double deltaBic,
    double support) {
  /** Fewest abscissae, the dense control among them. */
  public static final int LEAST_POINTS = 6;

  /** Fewest seeds. */
  public static final int LEAST_SEEDS = 3;

  /** A difference of BIC that is strong evidence (R. E. Kass and A. E. Raftery 1995). */
  public static final double STRONG = 6;

  /** Share of the resamples that must agree. */
  public static final double SUPPORT = 0.95;

  /** What can be said. */
  public enum Verdict {
    /** Two segments, by strong evidence, in nearly all resamples. */
    SHIFT,
    /** Neither is clearly better. */
    UNDECIDED,
    /** A smooth curve, by strong evidence. */
    SMOOTH,
    /** The curves are level. */
    LEVEL,
    /** Too few seeds or abscissae. */
    TOO_LITTLE
  }

  /** What is fitted, over given abscissae. */
  private static final class Models {
    final BrokenLine broken;
    final Polynomial line;
    final Polynomial cubic;
    final LogisticCurve logistic;

    Models(double[] x) {
      broken = new BrokenLine(x);
      line = new Polynomial(x, 1);
      cubic = new Polynomial(x, 3);
      logistic = new LogisticCurve(x);
    }
  }

  /** Looks for a break in curves. */
  public static PhaseShift of(SeedCurves curves) {
    if (curves.seeds() < LEAST_SEEDS || curves.points() < LEAST_POINTS) {
      return none(Verdict.TOO_LITTLE);
    }
    double[] even = new double[curves.seeds()];
    Arrays.fill(even, 1.0 / even.length);
    double[] mean = curves.mean(even);
    double between = curves.interaction(even);
    double spread = Arrays.stream(mean).max().orElse(0) - Arrays.stream(mean).min().orElse(0);
    if (spread < 1e-9) {
      return none(Verdict.LEVEL);
    }
    Models models = new Models(curves.x());
    double own = bic(curves, models.broken.residualSum(mean), between, models.broken);
    double[] rivals = {
      bic(curves, models.line.residualSum(mean), between, models.line),
      bic(curves, models.cubic.residualSum(mean), between, models.cubic),
      bic(curves, models.logistic.residualSum(mean), between, models.logistic)
    };
    int best = 0;
    for (int i = 1; i < rivals.length; i++) {
      best = rivals[i] < rivals[best] ? i : best;
    }
    double delta = rivals[best] - own;
    Bootstrap bootstrap = new Bootstrap(curves.seeds());
    double support =
        delta >= STRONG ? bootstrap.probability(s -> delta(curves, models, s)) : Double.NaN;
    BrokenLine.Fit fit = models.broken.fit(mean);
    return new PhaseShift(
        verdict(delta, support),
        fit.breakPoint(),
        bootstrap.interval(s -> models.broken.fit(curves.mean(s)).breakPoint()),
        fit.before(),
        fit.after(),
        new String[] {"straight line", "cubic", "logistic curve"}[best],
        delta,
        support);
  }

  private static Verdict verdict(double delta, double support) {
    if (delta <= -STRONG) {
      return Verdict.SMOOTH;
    }
    return delta >= STRONG && support >= SUPPORT ? Verdict.SHIFT : Verdict.UNDECIDED;
  }

  private static PhaseShift none(Verdict verdict) {
    double nan = Double.NaN;
    return new PhaseShift(verdict, nan, new Bootstrap.Interval(nan, nan), nan, nan, "", nan, nan);
  }

  /** The difference of BIC in a resample; the logistic curve from its grid. */
  private static double delta(SeedCurves curves, Models models, double[] shares) {
    double[] mean = curves.mean(shares);
    double between = curves.interaction(shares);
    double smooth =
        Math.min(
            bic(curves, models.line.residualSum(mean), between, models.line),
            Math.min(
                bic(curves, models.cubic.residualSum(mean), between, models.cubic),
                bic(curves, models.logistic.gridResidualSum(mean), between, models.logistic)));
    return smooth - bic(curves, models.broken.residualSum(mean), between, models.broken);
  }

  /** Of a curve with a level a seed: the residuals of the mean curve count once a seed. */
  private static double bic(SeedCurves curves, double ofMean, double between, CurveModel model) {
    double n = curves.seeds() * (double) curves.points();
    double sum = Math.max(curves.seeds() * ofMean + between, n * 1e-18);
    int parameters = model.parameters() + curves.seeds() - 1 + 1; // levels, variance
    return n * Math.log(sum / n) + parameters * Math.log(n);
  }

  /** The verdict as a file names it. */
  public String verdictId() {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
