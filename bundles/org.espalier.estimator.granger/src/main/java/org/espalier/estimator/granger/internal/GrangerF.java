package org.espalier.estimator.granger.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.IndexRange;
import org.espalier.core.model.ParameterGroup;
import org.espalier.core.trajectory.Trajectory;

/**
 * Which units or layers Granger-cause the loss to change: an {@link FTest} of each group's energy
 * sₜg = Σ over k in g of (Δθₜₖ)² on ΔL, with the false discovery rate of all controlled.
 *
 * <p>γ of a parameter is Σⱼ |γgⱼ| of its group's lags in the full model, in loss per squared
 * update, if the group's adjusted p value is at most the level, else 0. A group that can't be
 * tested has p = 1 and counts among the hypotheses.
 */
final class GrangerF {
  private final GrangerFOptions options;

  GrangerF(GrangerFOptions options) {
    this.options = options;
  }

  /**
   * Estimates γ.
   *
   * @throws InvalidDataException if the trajectory is too short or not finite
   */
  CausalEvidence estimate(Trajectory trajectory, Progress progress) {
    double[] changes = trajectory.losses().changes();
    requireUsable(changes, trajectory.steps());
    List<ParameterGroup> groups =
        ParameterGroup.of(trajectory.manifest().layout(), options.granularity());
    double[][] energies = GroupEnergies.read(trajectory.updates(), groups, progress);
    long start = System.nanoTime();
    // A power of 2 loses no digit, and keeps the squares of huge or tiny changes in range.
    int exponent = exponent(changes);
    Arrays.setAll(changes, t -> Math.scalb(changes[t], -exponent));
    int most = Math.min(options.maxLags(), (changes.length - FTest.leastSteps(0)) / 3);
    int lags = options.lags() > 0 ? options.lags() : Autoregression.orderByBic(changes, most);
    FTest test = new FTest(changes, lags);
    List<GroupResult> results = new ArrayList<>();
    for (int g = 0; g < energies.length; g++) {
      progress.check();
      FTest.Outcome outcome = test.test(energies[g]);
      results.add(new GroupResult(groups.get(g), outcome, gamma(outcome, exponent, groups.get(g))));
      progress.at(g + 1, energies.length, "groups tested");
    }
    return evidence(results, lags, most, changes.length, trajectory.updates().columns(), start);
  }

  private CausalEvidence evidence(
      List<GroupResult> results, int lags, int most, int steps, int parameters, long start) {
    double[] p = results.stream().mapToDouble(r -> r.outcome().p()).toArray();
    double[] hochberg = FalseDiscoveryControl.BENJAMINI_HOCHBERG.adjust(p);
    double[] yekutieli = FalseDiscoveryControl.BENJAMINI_YEKUTIELI.adjust(p);
    double[] adjusted =
        options.control() == FalseDiscoveryControl.BENJAMINI_HOCHBERG ? hochberg : yekutieli;
    double[] gamma = new double[parameters];
    List<Map<String, Object>> tests = new ArrayList<>();
    int rejected = 0;
    int selected = 0;
    for (int g = 0; g < p.length; g++) {
      GroupResult result = results.get(g);
      boolean reject = adjusted[g] <= options.level();
      if (reject) {
        rejected++;
        selected += result.group().size();
        for (IndexRange range : result.group().ranges()) {
          Arrays.fill(gamma, range.from(), range.to(), result.gamma());
        }
      }
      tests.add(result.details(hochberg[g], yekutieli[g], reject));
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("form", "lagged");
    details.put("granularity", spelling(options.granularity()));
    details.put("lags", lags);
    details.put("lagOrder", options.lags() > 0 ? "fixed" : "bic");
    details.put("maxLags", options.lags() > 0 ? options.maxLags() : most);
    details.put("control", spelling(options.control()));
    details.put("level", options.level());
    details.put("groups", p.length);
    details.put("rejected", rejected);
    details.put("selected", selected);
    details.put("untested", (int) results.stream().filter(r -> !r.outcome().tested()).count());
    details.put("steps", steps);
    details.put("tests", tests);
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new CausalEvidence(gamma, GrangerForm.LAGGED, true, seconds, details);
  }

  /** A group, its test, and its Σⱼ |γⱼ| in loss per squared update. */
  private record GroupResult(ParameterGroup group, FTest.Outcome outcome, double gamma) {
    Map<String, Object> details(double hochberg, double yekutieli, boolean rejected) {
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("group", group.name());
      details.put("parameters", group.size());
      details.put("F", outcome.f());
      details.put("p", outcome.p());
      details.put("pBenjaminiHochberg", hochberg);
      details.put("pBenjaminiYekutieli", yekutieli);
      details.put("gamma", gamma);
      details.put("rejected", rejected);
      return details;
    }
  }

  private static double gamma(FTest.Outcome outcome, int exponent, ParameterGroup group) {
    double gamma = Math.scalb(outcome.gamma(), exponent);
    if (!Double.isFinite(gamma)) {
      throw new InvalidDataException(
          "gamma of group %s is beyond the range of a double; scale the losses down"
              .formatted(group.name()));
    }
    return gamma;
  }

  private void requireUsable(double[] changes, int steps) {
    if (changes.length != steps) {
      throw new InvalidDataException(
          "%d losses for %d updates; record the trajectory again".formatted(changes.length, steps));
    }
    int lags = Math.max(1, options.lags());
    if (steps < FTest.leastSteps(lags)) {
      throw new InvalidDataException(
          "the trajectory has %d steps; granger-f needs at least %d at lag order %d"
              .formatted(steps, FTest.leastSteps(lags), lags));
    }
    for (int t = 0; t < changes.length; t++) {
      if (!Double.isFinite(changes[t])) {
        throw new InvalidDataException(
            "losses.npy: the loss change in row %d is %s; record the trajectory again from a training that does not diverge"
                .formatted(t, changes[t]));
      }
    }
  }

  private static int exponent(double[] changes) {
    double largest = Arrays.stream(changes).map(Math::abs).max().orElse(0);
    return largest == 0 ? 0 : Math.getExponent(largest);
  }

  private static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
