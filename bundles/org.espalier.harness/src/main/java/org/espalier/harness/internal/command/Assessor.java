package org.espalier.harness.internal.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.model.Granularity;
import org.espalier.core.model.ParameterGroup;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.SquaredUpdates;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.evidence.EvidenceFigures;
import org.espalier.harness.evidence.FitDiagnostics;
import org.espalier.harness.evidence.NullControl;
import org.espalier.harness.evidence.SeriesDiagnostics;
import org.espalier.harness.evidence.Windows;
import org.espalier.harness.evidence.Windows.Window;
import org.espalier.harness.internal.data.Seeds;
import org.espalier.harness.internal.diagnostics.Agreement;
import org.espalier.harness.internal.diagnostics.Diagnosis;
import org.espalier.harness.internal.plugin.PinnedEstimator;
import org.espalier.harness.internal.plugin.SubstitutedTrajectory;
import org.espalier.harness.internal.plugin.TrajectoryWindow;

/** Asks a pinned estimator for evidence, and then whether to believe it. */
final class Assessor {
  /** Fewer steps have hardly another order of their blocks. */
  private static final int LEAST_NULL_STEPS = 8;

  private static final int LEAST_WINDOW_STEPS = 2;

  private final PinnedEstimator estimator;
  private final ControlOptions options;
  private final Progress progress;
  private final Trajectory trajectory;
  private final int parts;
  private int part;

  /**
   * @throws IllegalArgumentException if there are too few steps for the windows
   */
  Assessor(PinnedEstimator estimator, ControlOptions options, Progress progress) {
    this.estimator = estimator;
    this.options = options;
    this.progress = progress;
    this.trajectory = estimator.trajectory();
    int steps = trajectory.steps();
    if (options.windows() > 1 && steps / LEAST_WINDOW_STEPS < options.windows()) {
      throw new IllegalArgumentException(
          "windows = %d; a trajectory of %d steps has at most %d"
              .formatted(options.windows(), steps, Math.max(1, steps / LEAST_WINDOW_STEPS)));
    }
    this.parts = 2 + (hasNull() ? options.nullRuns() : 0) + (hasWindows() ? options.windows() : 0);
  }

  /** Evidence, and what is said of it. */
  record Assessed(CausalEvidence evidence, Assessment assessment) {}

  Assessed assess() {
    CausalEvidence evidence = estimator.estimate(trajectory, next("estimate"));
    Progress watched = next("diagnostics");
    FitDiagnostics fit = Diagnosis.fit(trajectory, evidence, watched);
    SeriesDiagnostics series = Diagnosis.series(trajectory, watched);
    return new Assessed(
        evidence,
        new Assessment(
            trajectory.manifest().kind(),
            Diagnosis.figures(evidence, fit),
            series,
            fit,
            hasNull() ? Optional.of(nullControl()) : Optional.empty(),
            hasWindows() ? Optional.of(windows()) : Optional.empty()));
  }

  private boolean hasNull() {
    return options.nullControl() && trajectory.steps() >= LEAST_NULL_STEPS;
  }

  private boolean hasWindows() {
    return options.windows() > 1;
  }

  private Progress next(String name) {
    return new PartProgress(progress, part++, parts, name);
  }

  private NullControl nullControl() {
    boolean inOrder = trajectory.manifest().kind() == TrajectoryKind.TRAINING;
    int length = inOrder ? (int) Math.ceil(Math.cbrt(trajectory.steps())) : 1;
    List<EvidenceFigures> runs = new ArrayList<>();
    for (int run = 0; run < options.nullRuns(); run++) {
      long seed = Seeds.derive(estimator.seed() + run, Seeds.Purpose.NULL_CONTROL);
      Trajectory permuted = SubstitutedTrajectory.inBlocks(trajectory, length, seed);
      String name = "null control %d of %d".formatted(run + 1, options.nullRuns());
      Progress watched = next(name);
      CausalEvidence found =
          ask(permuted, watched, name, "--set nullControl=off leaves the control out");
      runs.add(figures(permuted, found));
    }
    return new NullControl(length, runs);
  }

  private Windows windows() {
    ParameterLayout layout = trajectory.manifest().layout();
    List<ParameterGroup> units = ParameterGroup.of(layout, Granularity.UNIT);
    List<ParameterGroup> layers = ParameterGroup.of(layout, Granularity.LAYER);
    List<Window> windows = new ArrayList<>();
    List<double[]> gammas = new ArrayList<>();
    List<double[]> moved = new ArrayList<>();
    for (int w = 0; w < options.windows(); w++) {
      int from = bound(w);
      int to = bound(w + 1);
      Trajectory window = new TrajectoryWindow(trajectory, from, to);
      String name = "window %d of %d".formatted(w + 1, options.windows());
      String rows = "%s, rows %d to %d".formatted(name, from, to - 1);
      CausalEvidence found = ask(window, next(name), rows, "use fewer windows");
      windows.add(new Window(from, to, figures(window, found)));
      double[] magnitudes = found.gamma();
      double[] squares = SquaredUpdates.sum(window, silent());
      for (int k = 0; k < magnitudes.length; k++) {
        magnitudes[k] = Math.abs(magnitudes[k]);
        squares[k] *= magnitudes[k] / (to - from);
      }
      gammas.add(magnitudes);
      moved.add(squares);
    }
    return new Windows(
        windows,
        Agreement.jaccard(gammas),
        Agreement.jaccardByChance(gammas),
        Agreement.spearman(gammas),
        Agreement.spearman(moved.stream().map(m -> Agreement.sums(units, m)).toList()),
        units.size(),
        Agreement.spearman(moved.stream().map(m -> Agreement.sums(layers, m)).toList()),
        layers.size());
  }

  private int bound(int window) {
    return (int) ((long) window * trajectory.steps() / options.windows());
  }

  private EvidenceFigures figures(Trajectory given, CausalEvidence found) {
    return Diagnosis.figures(found, Diagnosis.fit(given, found, silent()));
  }

  /** Asks; what the estimator says against these steps is said of them. */
  private CausalEvidence ask(Trajectory given, Progress watched, String name, String hint) {
    try {
      return estimator.estimate(given, watched);
    } catch (InvalidDataException | IllegalArgumentException e) {
      throw new InvalidDataException(name + ": " + e.getMessage() + "; " + hint, e);
    }
  }

  /** Passes that belong to a part which has told its own progress. */
  private Progress silent() {
    return new Progress() {
      @Override
      public void at(long done, long total, String what) {}

      @Override
      public boolean isCancelled() {
        return progress.isCancelled();
      }
    };
  }
}
