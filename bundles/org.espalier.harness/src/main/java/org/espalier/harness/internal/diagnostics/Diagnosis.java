package org.espalier.harness.internal.diagnostics;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.core.trajectory.TrajectoryManifest;
import org.espalier.harness.evidence.EvidenceFigures;
import org.espalier.harness.evidence.FitDiagnostics;
import org.espalier.harness.evidence.FitDiagnostics.ConstantGamma;
import org.espalier.harness.evidence.FitDiagnostics.FirstOrder;
import org.espalier.harness.evidence.FitDiagnostics.Source;
import org.espalier.harness.evidence.SeriesDiagnostics;

/** What can be said of a trajectory's loss changes, and of evidence from them. */
public final class Diagnosis {
  /** Under this name estimators tell the R² of their own fit. */
  private static final String R_SQUARED = "rSquared";

  private Diagnosis() {}

  /**
   * Tests of a trajectory's loss changes as a series; of perturbations there is nothing to test.
   *
   * @throws org.espalier.core.CancelledException if cancelled
   */
  public static SeriesDiagnostics series(Trajectory trajectory, Progress progress) {
    return isTraining(trajectory)
        ? series(trajectory.losses().changes(), progress)
        : SeriesDiagnostics.unordered(trajectory.steps());
  }

  private static boolean isTraining(Trajectory trajectory) {
    return trajectory.manifest().kind() == TrajectoryKind.TRAINING;
  }

  /**
   * Tests of a series of loss changes.
   *
   * @throws org.espalier.core.CancelledException if cancelled
   */
  public static SeriesDiagnostics series(double[] changes, Progress progress) {
    return new SeriesDiagnostics(
        changes.length,
        TrendTest.of(changes),
        DickeyFuller.of(changes, progress),
        Kpss.of(changes),
        LjungBox.of(changes),
        EffectiveSteps.of(changes, progress));
  }

  /**
   * How well evidence tells the losses of a trajectory; one pass over its rows.
   *
   * @throws org.espalier.core.CancelledException if cancelled
   */
  public static FitDiagnostics fit(
      Trajectory trajectory, CausalEvidence evidence, Progress progress) {
    double[] changes = trajectory.losses().changes();
    PredictedChanges told = PredictedChanges.of(trajectory, evidence.gamma(), progress);
    Optional<Line> constant = Line.of(told.norms(), changes);
    Optional<Line> line =
        evidence.form() == GrangerForm.INSTANTANEOUS
            ? Line.of(told.weighted(), changes)
            : Optional.empty();
    OptionalDouble quoted = line.isEmpty() ? quoted(evidence) : OptionalDouble.empty();
    return new FitDiagnostics(
        line.map(l -> OptionalDouble.of(l.rSquared())).orElse(quoted),
        line.isPresent() ? Source.GAMMA : quoted.isPresent() ? Source.ESTIMATOR : Source.NONE,
        constant.map(c -> new ConstantGamma(c.slope(), c.intercept(), c.rSquared())),
        firstOrder(trajectory),
        line.filter(l -> isTraining(trajectory)).flatMap(l -> LjungBox.of(l.residuals())));
  }

  private static Optional<FirstOrder> firstOrder(Trajectory trajectory) {
    if (!isTraining(trajectory)) {
      return Optional.empty();
    }
    TrajectoryManifest manifest = trajectory.manifest();
    int last = Math.max(0, trajectory.steps() - 1);
    return Optional.of(
        new FirstOrder(-1 / manifest.learningRate(0), -1 / manifest.learningRate(last)));
  }

  private static OptionalDouble quoted(CausalEvidence evidence) {
    return evidence.details().get(R_SQUARED) instanceof Number number
            && Double.isFinite(number.doubleValue())
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  /** Evidence in figures. */
  public static EvidenceFigures figures(CausalEvidence evidence, FitDiagnostics fit) {
    return new EvidenceFigures(
        evidence.selected(),
        Arrays.stream(evidence.gamma()).map(Math::abs).sum(),
        fit.rSquared(),
        evidence.converged());
  }
}
