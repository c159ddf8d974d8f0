package org.espalier.estimator.lasso.internal;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.core.Progress;

/**
 * Stability selection: which parameters the same Lasso selects again and again on complementary
 * pairs of half the steps (Meinshausen and Bühlmann 2010; Shah and Samworth 2013, "Variable
 * selection with error control: another look at stability selection"), the steps drawn in blocks.
 *
 * <p>Columns keep the scale that they have over all steps, and λ is that of all steps times √(n ÷
 * n/2), as the universal level σ√(2 ln p / n) has it. The halves share their passes.
 */
final class StabilitySelection {
  /** Columns of the whole problem that a half begins with, at most. */
  private static final int START = 256;

  private final LassoOptions options;
  private final int parameters;
  private final int blockLength;
  private final TreeMap<Integer, Integer> counts = new TreeMap<>();
  private double lambda;
  private long selections;
  private int passes;
  private boolean converged = true;

  private StabilitySelection(LassoOptions options, int parameters, int blockLength) {
    this.options = options;
    this.parameters = parameters;
    this.blockLength = blockLength;
  }

  /**
   * Selects.
   *
   * @param fit of all steps
   * @param seed of the halves
   */
  static StabilitySelection of(LassoFit fit, LassoOptions options, long seed, Progress progress) {
    LassoProblem problem = fit.problem();
    HalfSamples halves = new HalfSamples(problem, options);
    StabilitySelection selection =
        new StabilitySelection(options, problem.parameters(), halves.blockLength());
    selection.passes =
        halves.solve(half -> selection.path(fit, halves, half), selection::count, seed, progress);
    return selection;
  }

  private LassoPath path(LassoFit fit, HalfSamples halves, Sample half) {
    LassoProblem problem = fit.problem();
    Regression regression = problem.on(half);
    lambda = halves.lambda(fit.solution().lambda(), half);
    WorkingSet set = problem.set(regression);
    set.addSteepest(fit.set(), fit.solution().residual(), START);
    return problem.path(regression, set, new double[] {lambda});
  }

  private void count(LassoPath path) {
    Verified verified = path.solutions().get(0);
    converged &= verified.converged();
    Set<Integer> selected = new HashSet<>();
    for (int i = 0; i < verified.solution().size(); i++) {
      selected.add(verified.solution().index(i) % parameters);
    }
    selections += selected.size();
    selected.forEach(k -> counts.merge(k, 1, Integer::sum));
  }

  /** Whether each half was solved to the tolerance. */
  boolean converged() {
    return converged;
  }

  /** Parameters whose frequency reaches the one asked for, rising. */
  int[] stable() {
    return counts.keySet().stream()
        .filter(k -> frequency(k) >= options.frequency())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Share of the halves that select a parameter. */
  double frequency(int parameter) {
    return counts.getOrDefault(parameter, 0) / (2.0 * options.pairs());
  }

  /** What it comes to. */
  String sentence() {
    return "stable: %d parameters, selected in at least %s of %d half-samples; false ones expected: at most %.3g"
        .formatted(stable().length, options.frequency(), 2 * options.pairs(), unimodalBound());
  }

  private double meanSelected() {
    return selections / (2.0 * options.pairs());
  }

  private double unimodalBound() {
    return FalseSelections.unimodalBound(
        meanSelected(), options.frequency(), options.pairs(), parameters);
  }

  /**
   * What the output tells.
   *
   * @param exponent of the power of 2 that the response was divided by
   */
  Map<String, Object> details(int exponent) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("pairs", options.pairs());
    details.put("blockLength", blockLength);
    details.put("lambda", Math.scalb(lambda, exponent));
    details.put("meanSelected", meanSelected());
    details.put("frequencyThreshold", options.frequency());
    details.put("stable", stable().length);
    details.put("selectedOnce", counts.size());
    details.put("falseSelectionsBound", unimodalBound());
    details.put(
        "falseSelectionsPlainBound",
        FalseSelections.plainBound(meanSelected(), options.frequency(), parameters));
    details.put("passes", passes);
    details.put("parameters", List.copyOf(counts.keySet()));
    details.put("frequencies", counts.keySet().stream().map(this::frequency).toList());
    return details;
  }
}
