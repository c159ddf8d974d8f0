package org.espalier.estimator.lasso.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.Granularity;
import org.espalier.core.trajectory.Trajectory;

/**
 * Lasso-Granger: γ minimises (1/2n)‖y − Xγ‖² + λ‖γ‖₁, where y are the loss changes ΔLₜ and X the
 * squared updates (Δθₜₖ)² of the same step, or of the q steps before it.
 *
 * <p>Standardised, the penalty falls on γₖ times the feature's deviation, and an intercept is free
 * of it; raw, it falls on γₖ alike and there is no intercept. The lagged form ΔLₜ = c + Σᵢ φᵢ ΔLₜ₋ᵢ
 * + Σₖ Σⱼ γₖⱼ (Δθₜ₋ⱼ,ₖ)² + εₜ always has an intercept; c and φ carry no penalty, so a parameter
 * must tell more of the loss than its own past does (Granger 1969; Arnold, Liu and Abe 2007,
 * "Temporal causal modeling with graphical Granger methods").
 *
 * <p>γ comes in loss per squared update, whatever the features were scaled by. The lagged form's γₖ
 * is Σⱼ |γₖⱼ|: it is 0 exactly if no lag of the parameter was selected, which is what Granger
 * non-causality says, while in a signed sum lags could cancel.
 */
final class LassoGranger {
  private final LassoOptions options;

  LassoGranger(LassoOptions options) {
    this.options = options;
  }

  /**
   * Estimates γ.
   *
   * @param seed of the subsamples
   * @throws org.espalier.core.InvalidDataException if the trajectory is too short or not finite
   */
  CausalEvidence estimate(Trajectory trajectory, long seed, Progress progress) {
    if (options.granularity() != Granularity.WEIGHT) {
      return GroupLassoGranger.estimate(trajectory, options, seed, progress);
    }
    long start = System.nanoTime();
    LassoFit fit = LassoFit.of(trajectory, options, progress);
    double[] coefficients = fit.coefficients();
    Map<String, Object> details = details(fit, trajectory.steps());
    boolean converged = fit.converged();
    if (options.isStable()) {
      StabilitySelection selection = StabilitySelection.of(fit, options, seed, progress);
      coefficients = Refit.of(fit, selection.stable(), progress);
      converged &= selection.converged();
      details.put("stability", selection.details(fit.problem().exponent()));
      details.put("notes", List.of(selection.sentence()));
    }
    double[] gamma = gamma(options, coefficients, trajectory.updates().columns());
    details.put("selected", countNonzero(gamma, 0, gamma.length));
    if (options.form() == GrangerForm.LAGGED) {
      lagTotals(details, coefficients, gamma.length);
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new CausalEvidence(gamma, options.form(), converged, seconds, details);
  }

  /** γ of each parameter: in the lagged form the sum of its lags' magnitudes. */
  static double[] gamma(LassoOptions options, double[] coefficients, int parameters) {
    if (options.form() == GrangerForm.INSTANTANEOUS) {
      return coefficients;
    }
    double[] gamma = new double[parameters];
    for (int c = 0; c < coefficients.length; c++) {
      gamma[c % parameters] += Math.abs(coefficients[c]);
    }
    return gamma;
  }

  private Map<String, Object> details(LassoFit fit, int steps) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("form", options.form().name().toLowerCase(Locale.ROOT));
    details.put("standardize", options.standardize());
    details.put("lags", options.lagOrder());
    details.put("lambdaChoice", options.lambdaChoice().id());
    details.put("lambda", fit.lambda());
    details.put("lambdaMax", fit.lambdaMax());
    details.put("lambdaRatio", fit.lambdaMax() == 0 ? 1 : fit.lambda() / fit.lambdaMax());
    details.put("dualityGap", fit.dualityGap());
    details.put("tolerance", options.tolerance());
    details.put("iterations", fit.iterations());
    details.put("passes", fit.passes());
    details.put("workingSet", fit.workingSet());
    details.put("selected", 0);
    details.put("rSquared", fit.rSquared());
    details.put("steps", steps);
    details.put("parameters", fit.problem().parameters());
    details.put("leftOut", fit.leftOut());
    if (options.lambdaChoice() != LambdaChoice.RATIO) {
      details.put("path", fit.choices());
    }
    return details;
  }

  /** Of each lag j: Σₖ γₖⱼ, Σₖ |γₖⱼ| and how many are not 0. */
  private static void lagTotals(
      Map<String, Object> details, double[] coefficients, int parameters) {
    List<Double> sums = new ArrayList<>();
    List<Double> magnitudes = new ArrayList<>();
    List<Integer> selected = new ArrayList<>();
    for (int from = 0; from < coefficients.length; from += parameters) {
      double sum = 0;
      double magnitude = 0;
      for (int c = from; c < from + parameters; c++) {
        sum += coefficients[c];
        magnitude += Math.abs(coefficients[c]);
      }
      sums.add(sum);
      magnitudes.add(magnitude);
      selected.add(countNonzero(coefficients, from, from + parameters));
    }
    details.put("lagGamma", sums);
    details.put("lagAbsoluteGamma", magnitudes);
    details.put("lagSelected", selected);
  }

  private static int countNonzero(double[] values, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += values[i] != 0 ? 1 : 0;
    }
    return count;
  }
}
