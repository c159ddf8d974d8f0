package org.espalier.harness.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.espalier.core.CancelledException;
import org.espalier.core.InvalidDataException;
import org.espalier.core.Options;
import org.espalier.core.Progress;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.causality.CausalityEstimator;
import org.espalier.core.causality.GrangerForm;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.trajectory.Trajectory;
import org.espalier.core.trajectory.TrajectoryReader;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.evidence.NullControl;
import org.espalier.harness.evidence.Windows;
import org.espalier.harness.experiment.EstimatorChoice;
import org.espalier.harness.internal.plugin.EstimatorCall;
import org.espalier.harness.internal.plugin.PinnedEstimator;
import org.espalier.harness.internal.plugin.Plugins;
import org.espalier.harness.internal.plugin.Registry;
import org.espalier.testkit.Fixtures;
import org.junit.jupiter.api.Test;

/** With an estimator that selects what correlates with the loss changes by more than a half. */
class AssessorTest {
  private static final ParameterLayout LAYOUT = Fixtures.mlp(4, 4, 2);
  private static final int STEPS = 120;
  private static final CausalityEstimator CORRELATION = request -> correlated(request.trajectory());

  private Trajectory recorded = planted(STEPS);

  @Test
  void nothingIsLeftUnderTheNull() {
    Assessment found = assess(CORRELATION, "nullControl", "on", "nullRuns", "3");
    NullControl control = found.nullControl().orElseThrow();
    assertEquals(1, found.figures().selected());
    assertTrue(found.figures().rSquared().orElseThrow() > 0.9);
    assertEquals(5, control.blockLength());
    assertEquals(3, control.runs().size());
    assertEquals(0, control.meanSelected());
    assertFalse(control.selectsAsMuch(found.figures().selected()));
    assertTrue(found.windows().isEmpty());
  }

  @Test
  void anEstimatorThatSelectsAllSelectsAsMuchUnderTheNull() {
    CausalityEstimator all = request -> evidence(filled(LAYOUT.size()));
    Assessment found = assess(all);
    assertTrue(found.nullControl().orElseThrow().selectsAsMuch(found.figures().selected()));
  }

  @Test
  void everyRunHasAnOrderOfItsOwnAndEachTimeTheSame() {
    List<List<Double>> given = new ArrayList<>();
    CausalityEstimator keeping =
        request -> {
          double[] changes = request.trajectory().losses().changes();
          given.add(java.util.Arrays.stream(changes).boxed().toList());
          return evidence(new double[LAYOUT.size()]);
        };
    assess(keeping, "nullRuns", "2");
    assess(keeping, "nullRuns", "2");
    assertEquals(given.subList(0, 3), given.subList(3, 6));
    assertEquals(3, given.stream().distinct().count());
  }

  @Test
  void windowsOfASteadyTrainingAgree() {
    Windows windows =
        assess(CORRELATION, "nullControl", "off", "windows", "3").windows().orElseThrow();
    assertEquals(
        List.of("0-40", "40-80", "80-120"),
        windows.windows().stream().map(w -> w.from() + "-" + w.to()).toList());
    assertEquals(1, windows.jaccard().orElseThrow());
    assertEquals(1.0 / LAYOUT.size(), windows.jaccardByChance().orElseThrow(), 1e-9);
    assertEquals(1, windows.layers().orElseThrow(), 1e-9);
    assertEquals(6, windows.unitCount());
    assertEquals(2, windows.layerCount());
  }

  @Test
  void tooFewStepsHaveNoNullAndNoWindows() {
    recorded = planted(2);
    Assessment found = assess(request -> evidence(filled(LAYOUT.size())));
    assertTrue(found.nullControl().isEmpty());
    assertTrue(found.series().trend().isEmpty());
    assertEquals(
        "windows = 2; a trajectory of 2 steps has at most 1",
        assertThrows(IllegalArgumentException.class, () -> assess(CORRELATION, "windows", "2"))
            .getMessage());
  }

  @Test
  void tellsOfWhichStepsTheEstimatorComplains() {
    CausalityEstimator picky =
        request -> {
          if (request.trajectory().steps() < STEPS) {
            throw new InvalidDataException("60 steps are too few");
          }
          return correlated(request.trajectory());
        };
    assertEquals(
        "window 1 of 2, rows 0 to 59: 60 steps are too few; use fewer windows",
        assertThrows(InvalidDataException.class, () -> assess(picky, "windows", "2")).getMessage());
  }

  @Test
  void refusesOptionsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> assess(CORRELATION, "nullRuns", "0"));
    assertThrows(IllegalArgumentException.class, () -> assess(CORRELATION, "windows", "0"));
    assertThrows(IllegalArgumentException.class, () -> assess(CORRELATION, "nullControl", "so"));
  }

  @Test
  void tellsProgressInPercentOfAllParts() {
    List<String> told = new ArrayList<>();
    assess(progress(told, Integer.MAX_VALUE), CORRELATION, "nullRuns", "2", "windows", "2");
    assertTrue(told.contains("33 percent, diagnostics"), () -> "" + told);
  }

  @Test
  void stopsInEachPart() {
    CausalityEstimator checking =
        request -> {
          request.progress().check();
          return correlated(request.trajectory());
        };
    for (int patience = 0; patience < 40; patience++) {
      int some = patience;
      assertThrows(
          CancelledException.class,
          () ->
              assess(progress(new ArrayList<>(), some), checking, "nullRuns", "3", "windows", "4"));
    }
  }

  private static Progress progress(List<String> told, int patience) {
    return new Progress() {
      private int left = patience;

      @Override
      public void at(long done, long total, String what) {
        told.add(done + " " + what);
      }

      @Override
      public boolean isCancelled() {
        return left-- <= 0;
      }
    };
  }

  private Assessment assess(CausalityEstimator estimator, String... options) {
    return assess(Progress.NONE, estimator, options);
  }

  private Assessment assess(Progress progress, CausalityEstimator estimator, String... options) {
    Options all =
        Options.parse(
            IntStream.range(0, options.length / 2)
                .mapToObj(i -> options[2 * i] + "=" + options[2 * i + 1])
                .toList());
    try (Plugins plugins =
            new Registry()
                .with(CausalityEstimator.class, "correlation", estimator)
                .with(TrajectoryReader.class, "memory", folder -> recorded)
                .plugins();
        PinnedEstimator pinned =
            new EstimatorCall(plugins, id -> Options.none(), Progress.NONE)
                .pin(new EstimatorChoice("correlation"), Path.of("run"), 4)) {
      return new Assessor(pinned, ControlOptions.among(all), progress).assess().assessment();
    }
  }

  private static Trajectory planted(int steps) {
    double[] gamma = new double[LAYOUT.size()];
    gamma[3] = -50;
    return Fixtures.planted(LAYOUT, steps, gamma, 1e-4, 5);
  }

  private static CausalEvidence correlated(Trajectory trajectory) {
    double[] changes = trajectory.losses().changes();
    double[] gamma = new double[trajectory.updates().columns()];
    for (int k = 0; k < gamma.length; k++) {
      double[] squares = new double[changes.length];
      for (int t = 0; t < squares.length; t++) {
        float update = trajectory.updates().row(t).get(k);
        squares[t] = update * update;
      }
      double correlation = new PearsonsCorrelation().correlation(squares, changes);
      gamma[k] = Math.abs(correlation) > 0.5 ? correlation : 0;
    }
    return evidence(gamma);
  }

  private static double[] filled(int parameters) {
    double[] gamma = new double[parameters];
    java.util.Arrays.fill(gamma, -1);
    return gamma;
  }

  private static CausalEvidence evidence(double[] gamma) {
    return new CausalEvidence(gamma, GrangerForm.INSTANTANEOUS, true, 0, Map.of());
  }
}
