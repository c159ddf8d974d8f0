package org.espalier.shell.internal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.evidence.EvidenceFigures;
import org.espalier.harness.evidence.FitDiagnostics;
import org.espalier.harness.evidence.FitDiagnostics.ConstantGamma;
import org.espalier.harness.evidence.FitDiagnostics.FirstOrder;
import org.espalier.harness.evidence.FitDiagnostics.Source;
import org.espalier.harness.evidence.NullControl;
import org.espalier.harness.evidence.SeriesDiagnostics;
import org.espalier.harness.evidence.TestResult;
import org.espalier.harness.evidence.Trend;
import org.espalier.harness.evidence.Windows;
import org.espalier.harness.evidence.Windows.Window;

/** Assessments to print. */
final class TestAssessments {
  private TestAssessments() {}

  /** Of two steps, without controls. */
  static Assessment undefined() {
    return new Assessment(
        TrajectoryKind.TRAINING,
        figures(1, OptionalDouble.empty()),
        new SeriesDiagnostics(
            2,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty()),
        new FitDiagnostics(
            OptionalDouble.empty(),
            Source.NONE,
            Optional.empty(),
            Optional.of(new FirstOrder(-10, -10)),
            Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }

  /** Of a training whose end is unlike its begin, with two windows. */
  static Assessment whole(int selected, int... selectedUnderTheNull) {
    return new Assessment(
        TrajectoryKind.TRAINING,
        figures(selected, OptionalDouble.of(0.83)),
        new SeriesDiagnostics(
            1260,
            Optional.of(new Trend(1.5e-5, 3e-6, 1e-7, 7)),
            Optional.of(new TestResult(-2.1, 0.24, 3)),
            Optional.of(new TestResult(0.9, 0.01, 12)),
            Optional.of(new TestResult(50, 1e-9, 10)),
            OptionalDouble.of(812.4)),
        new FitDiagnostics(
            OptionalDouble.of(0.83),
            Source.GAMMA,
            Optional.of(new ConstantGamma(-9.3, 0.001, 0.41)),
            Optional.of(new FirstOrder(-10, -20)),
            Optional.of(new TestResult(9, 0.5, 10))),
        Optional.of(
            new NullControl(
                11,
                java.util.Arrays.stream(selectedUnderTheNull)
                    .mapToObj(n -> figures(n, OptionalDouble.of(0.31)))
                    .toList())),
        Optional.of(
            new Windows(
                List.of(
                    new Window(0, 630, figures(5, OptionalDouble.empty())),
                    new Window(630, 1260, figures(7, OptionalDouble.empty()))),
                OptionalDouble.of(0.02),
                OptionalDouble.of(0.03),
                OptionalDouble.of(0.1),
                OptionalDouble.of(0.4),
                12,
                OptionalDouble.empty(),
                1)));
  }

  /** Of perturbations. */
  static Assessment interventional(int selected) {
    return new Assessment(
        TrajectoryKind.INTERVENTIONAL,
        figures(selected, OptionalDouble.of(0.83)),
        SeriesDiagnostics.unordered(1260),
        new FitDiagnostics(
            OptionalDouble.of(0.83),
            Source.GAMMA,
            Optional.of(new ConstantGamma(0.02, 0.001, 0.41)),
            Optional.empty(),
            Optional.empty()),
        Optional.empty(),
        Optional.empty());
  }

  private static EvidenceFigures figures(int selected, OptionalDouble rSquared) {
    return new EvidenceFigures(selected, selected * 1.5, rSquared, true);
  }
}
