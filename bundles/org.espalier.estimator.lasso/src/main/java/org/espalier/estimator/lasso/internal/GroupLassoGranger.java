package org.espalier.estimator.lasso.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.ParameterGroup;
import org.espalier.core.trajectory.Trajectory;

/**
 * Lasso-Granger of neurons, filters or layers: the group Lasso selects whole groups of squared
 * updates, where single weights, which move together, can't be told apart.
 *
 * <p>Features are standardised; γ of a parameter is its share of its group's effect, and 0 in
 * groups that are not selected. With stability selection a group counts if enough half-samples
 * select it.
 */
final class GroupLassoGranger {
  /** Steps beyond which the kernels, n² values a group, are too many. */
  private static final int MOST_ROWS = 4000;

  /** The kernels are floats: a smaller gap would be round-off. */
  private static final double LEAST_TOLERANCE = 1e-5;

  private final LassoOptions options;
  private final Progress progress;
  private final LassoProblem problem;
  private final ColumnGroups groups;
  private final GroupKernels kernels;
  private final double tolerance;

  private GroupLassoGranger(Trajectory trajectory, LassoOptions options, Progress progress) {
    if (trajectory.steps() > MOST_ROWS) {
      throw new InvalidDataException(
          "the trajectory has %,d steps, and the group Lasso takes %,d at most; use windows, or record fewer"
              .formatted(trajectory.steps(), MOST_ROWS));
    }
    this.options = options;
    this.progress = progress;
    this.problem = new LassoProblem(trajectory, options, progress);
    List<ParameterGroup> list =
        ParameterGroup.of(trajectory.manifest().layout(), options.granularity());
    this.groups = new ColumnGroups(problem, list);
    this.kernels = new GroupKernels(problem, list, progress);
    this.tolerance = Math.max(LEAST_TOLERANCE, options.tolerance());
  }

  /**
   * Estimates γ.
   *
   * @param seed of the subsamples
   * @throws InvalidDataException if the trajectory is too short, too long or not finite
   */
  static CausalEvidence estimate(
      Trajectory trajectory, LassoOptions options, long seed, Progress progress) {
    return new GroupLassoGranger(trajectory, options, progress).estimate(seed);
  }

  private CausalEvidence estimate(long seed) {
    long start = System.nanoTime();
    double[] norms = norms(problem.whole().response());
    double lambdaMax = 0;
    for (int g = 0; g < norms.length; g++) {
      if (groups.weight(g) > 0) {
        lambdaMax = Math.max(lambdaMax, norms[g] / groups.weight(g) / problem.features().rows());
      }
    }
    double lambda = options.lambdaRatio() * lambdaMax;
    GroupTask task = task(problem.whole(), lambda, List.of());
    int passes = 2 + PassClient.solve(List.of(task), problem.pass(), progress);
    Map<Integer, Double> frequencies =
        options.isStable() ? frequencies(task, lambda, seed) : Map.of();
    boolean[] counted = new boolean[groups.count()];
    for (int g : task.selected()) {
      counted[g] = !options.isStable() || frequencies.getOrDefault(g, 0.0) >= options.frequency();
    }
    double[] gamma = gamma(task, counted);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("form", options.form().name().toLowerCase(Locale.ROOT));
    details.put("granularity", options.granularity().name().toLowerCase(Locale.ROOT));
    details.put("lags", options.lagOrder());
    details.put("lambdaChoice", LambdaChoice.RATIO.id());
    details.put("lambda", Math.scalb(lambda, problem.exponent()));
    details.put("lambdaMax", Math.scalb(lambdaMax, problem.exponent()));
    details.put("lambdaRatio", options.lambdaRatio());
    details.put("dualityGap", task.gap());
    details.put("tolerance", tolerance);
    details.put("iterations", task.steps());
    details.put("passes", passes);
    details.put("groupCount", groups.count());
    details.put("groupsSelected", task.selected().size());
    details.put("selected", (int) Arrays.stream(gamma).filter(v -> v != 0).count());
    details.put("rSquared", rSquared(task));
    details.put("steps", problem.features().updates().rows());
    details.put("parameters", problem.parameters());
    details.put("leftOut", problem.leftOut());
    details.put("groups", groupDetails(task, counted, frequencies));
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new CausalEvidence(gamma, options.form(), task.converged(), seconds, details);
  }

  private GroupTask task(Regression regression, double lambda, List<Integer> first) {
    return new GroupTask(problem, groups, kernels, regression, lambda, tolerance, first);
  }

  private double[] norms(double[] vector) {
    GroupScores scores = new GroupScores(groups, problem.scales());
    problem.pass().run(List.of(vector), scores, progress);
    return scores.norms();
  }

  private double rSquared(GroupTask task) {
    double squares = 2 * problem.whole().unit();
    return squares == 0 ? 0 : 1 - Vectors.squaredNorm(task.residual()) / squares;
  }

  /** Share of the half-samples that select each group; λ as {@link HalfSamples} has it. */
  private Map<Integer, Double> frequencies(GroupTask whole, double lambda, long seed) {
    HalfSamples halves = new HalfSamples(problem, options);
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    halves.solve(
        half -> task(problem.on(half), halves.lambda(lambda, half), whole.selected()),
        task -> task.selected().forEach(g -> counts.merge(g, 1, Integer::sum)),
        seed,
        progress);
    Map<Integer, Double> frequencies = new LinkedHashMap<>();
    counts.forEach((g, count) -> frequencies.put(g, count / (2.0 * options.pairs())));
    return frequencies;
  }

  /** b_g = c_g Z_gᵀr, in the units of the trajectory, by a last pass. */
  private double[] gamma(GroupTask task, boolean[] counted) {
    double[] scalars = task.scalars();
    double[] coefficients = new double[problem.features().columns()];
    problem
        .pass()
        .run(
            List.of(task.residual()),
            (vector, from, products, width) -> {
              for (int i = 0; i < width; i++) {
                int g = groups.of(from + i);
                if (counted[g] && scalars[g] > 0) {
                  double inverse = problem.scales().inverse(from + i);
                  coefficients[from + i] =
                      problem.inUnits(from + i, scalars[g] * products[i] * inverse * inverse);
                }
              }
            },
            progress);
    return LassoGranger.gamma(options, coefficients, problem.parameters());
  }

  /** Every group that was selected, or that a half-sample selects, the strongest first. */
  private List<Map<String, Object>> groupDetails(
      GroupTask task, boolean[] counted, Map<Integer, Double> frequencies) {
    double[] norms = task.norms();
    return IntStream.range(0, groups.count())
        .filter(g -> norms[g] > 0 || frequencies.containsKey(g))
        .boxed()
        .sorted(Comparator.comparingDouble(g -> -norms[g]))
        .map(
            g -> {
              Map<String, Object> group = new LinkedHashMap<>();
              group.put("group", groups.group(g).name());
              group.put("parameters", groups.group(g).size());
              group.put("effect", Math.scalb(norms[g], problem.exponent()));
              if (options.isStable()) {
                group.put("frequency", frequencies.getOrDefault(g, 0.0));
              }
              group.put("selected", counted[g]);
              return group;
            })
        .toList();
  }
}
