package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.harness.evidence.FitDiagnostics;
import org.espalier.harness.evidence.SeriesDiagnostics;
import org.espalier.harness.evidence.TestResult;

/** What the loss changes are like, in words and numbers. */
final class SeriesLines {
  private static final double SIGNIFICANT = 0.05;
  private static final double KPSS_LEAST = 0.01;
  private static final double KPSS_MOST = 0.1;

  private final SeriesDiagnostics series;
  private final FitDiagnostics fit;

  /** A line and the name before it. */
  record Line(String name, String text) {}

  SeriesLines(SeriesDiagnostics series, FitDiagnostics fit) {
    this.series = series;
    this.fit = fit;
  }

  /** Of perturbations, whose order means nothing. */
  static Line perturbations(SeriesDiagnostics series) {
    return new Line("ΔL", Figures.count(series.steps(), "pair") + " of opposite perturbations");
  }

  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(
        new Line(
            "ΔL",
            "%s%s"
                .formatted(
                    Figures.count(series.steps(), "step"),
                    series.effectiveSteps().isPresent()
                        ? ", worth %,.0f independent ones"
                            .formatted(series.effectiveSteps().getAsDouble())
                        : "; the effective sample size is not defined")));
    lines.add(new Line("  trend", trend()));
    lines.add(
        new Line(
            "  ADF",
            test(
                series.dickeyFuller(),
                t -> Figures.p(t.pValue()),
                "no unit root",
                "a unit root is not ruled out")));
    lines.add(
        new Line(
            "  KPSS",
            test(
                series.kpss(),
                SeriesLines::bounded,
                "the level drifts",
                "no drift of the level seen")));
    lines.add(
        new Line(
            "  Ljung-Box",
            "ΔL: "
                + ljungBox(series.ljungBox())
                + (fit.residualLjungBox().isPresent()
                    ? "; residuals: " + ljungBox(fit.residualLjungBox())
                    : "")));
    return lines;
  }

  private String trend() {
    return series
        .trend()
        .map(
            t ->
                "%s a step ± %s (%s): %s"
                    .formatted(
                        Figures.of(t.slope()),
                        Figures.of(t.standardError()),
                        Figures.p(t.pValue()),
                        t.pValue() >= SIGNIFICANT
                            ? "no trend seen"
                            : t.slope() > 0 ? "rises" : "falls"))
        .orElse("not defined");
  }

  private static String ljungBox(Optional<TestResult> test) {
    return test.map(
            t ->
                (t.pValue() < SIGNIFICANT ? "autocorrelated" : "no autocorrelation seen")
                    + " (%s, %s)".formatted(Figures.p(t.pValue()), Figures.count(t.lags(), "lag")))
        .orElse("not defined");
  }

  private static String test(
      Optional<TestResult> test,
      Function<TestResult, String> p,
      String significant,
      String otherwise) {
    return test.map(
            t ->
                "%s (%s, %s): %s"
                    .formatted(
                        Figures.of(t.statistic()),
                        p.apply(t),
                        Figures.count(t.lags(), "lag"),
                        t.pValue() < SIGNIFICANT ? significant : otherwise))
        .orElse("not defined");
  }

  /** The table ends at 0.01 and 0.1. */
  private static String bounded(TestResult test) {
    if (test.pValue() <= KPSS_LEAST) {
      return "p ≤ 0.01";
    }
    return test.pValue() >= KPSS_MOST ? "p ≥ 0.1" : Figures.p(test.pValue());
  }
}
