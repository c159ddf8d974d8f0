package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.evidence.NullControl;
import org.espalier.harness.evidence.SeriesDiagnostics;
import org.espalier.harness.evidence.TestResult;

/** What an estimate comes to, and what speaks against it. */
final class EstimateVerdict {
  private static final double SIGNIFICANT = 0.05;
  private static final double SIGNIFICANT_RESIDUALS = 0.01;

  private final CausalEvidence evidence;
  private final Assessment assessment;

  private final boolean measured;

  /**
   * @param measured whether the loss changes are those that were recorded
   */
  EstimateVerdict(CausalEvidence evidence, Assessment assessment, boolean measured) {
    this.evidence = evidence;
    this.assessment = assessment;
    this.measured = measured;
  }

  /** One sentence; what the null control selects comes first where it selects as much. */
  String sentence() {
    int selected = evidence.selected();
    return assessment
        .nullControl()
        .map(control -> against(control, selected))
        .orElseGet(() -> found(selected) + "; no null control tells how many are by chance.");
  }

  private String against(NullControl control, int selected) {
    String chance = Figures.whole(control.meanSelected());
    if (selected == 0) {
      return found(0)
          + (control.meanSelected() > 0 ? "; the null control selects " + chance : "")
          + ".";
    } else if (!control.selectsAsMuch(selected)) {
      return "%s; the null control selects %s (%s %% as many)."
          .formatted(found(selected), chance, Figures.of(100 * control.meanSelected() / selected));
    } else if (selected == evidence.size()) {
      return "The null control selects as much: every parameter is selected under it, too, so the"
          + " selection tells nothing"
          + fits(control)
          + ".";
    }
    return "The null control selects as much: %s parameters, against %,d with ΔL as it was%s."
        .formatted(chance, selected, fits(control));
  }

  /** Where the selections don't differ, the fits may. */
  private String fits(NullControl control) {
    OptionalDouble own = assessment.figures().rSquared();
    OptionalDouble chance = control.meanRSquared();
    return own.isPresent() && chance.isPresent()
        ? "; R² is %s, against %s by chance".formatted(Figures.share(own), Figures.share(chance))
        : "";
  }

  private String found(int selected) {
    if (!measured) {
      return "%,d of %,d parameters are selected in this control"
          .formatted(selected, evidence.size());
    }
    boolean perturbed = assessment.kind() == TrajectoryKind.INTERVENTIONAL;
    if (selected == 0) {
      return perturbed
          ? "Nothing found: no parameter's perturbations are seen to move the loss"
          : "Nothing found: no parameter's updates are Granger-predictive of the loss";
    }
    return "%,d of %,d parameters %s"
        .formatted(
            selected,
            evidence.size(),
            perturbed ? "move the loss when perturbed" : "are Granger-predictive of the loss");
  }

  /** A sentence each. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (!evidence.converged()) {
      warnings.add("the estimator did not converge: loosen its tolerance or allow more iterations");
    }
    if ("ratio".equals(evidence.details().get("lambdaChoice"))
        && evidence.selected() > 0
        && assessment.nullControl().filter(n -> n.selectsAsMuch(evidence.selected())).isPresent()) {
      warnings.add("a λ relative to λmax selects something of any ΔL: try --set lambdaChoice=ebic");
    }
    if (!isStationary(assessment.series()) && assessment.windows().isEmpty()) {
      warnings.add(
          "ΔL is not stationary: --set windows=4 shows whether the evidence holds throughout");
    }
    if (assessment.windows().isPresent()
        && assessment.windows().get().jaccard().orElse(1)
            <= assessment.windows().get().jaccardByChance().orElse(0)) {
      warnings.add("the windows agree on parameters no better than chance");
    }
    assessment
        .fit()
        .residualLjungBox()
        .filter(test -> test.pValue() < SIGNIFICANT_RESIDUALS)
        .ifPresent(
            test ->
                warnings.add(
                    "the residuals are autocorrelated: earlier steps tell more of ΔL than is used"));
    if (assessment.fit().constantGamma().isPresent()
        && assessment.fit().rSquared().orElse(1)
            <= assessment.fit().constantGamma().get().rSquared()) {
      warnings.add("one γ for all parameters fits ΔL as well: the updates' size says it all");
    }
    return warnings;
  }

  private static boolean isStationary(SeriesDiagnostics series) {
    boolean unitRoot = series.dickeyFuller().map(TestResult::pValue).orElse(0.0) >= SIGNIFICANT;
    boolean drifts = series.kpss().map(TestResult::pValue).orElse(1.0) < SIGNIFICANT;
    return !unitRoot && !drifts;
  }
}
