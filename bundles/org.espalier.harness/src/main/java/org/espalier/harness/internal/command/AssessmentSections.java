package org.espalier.harness.internal.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.evidence.EvidenceFigures;
import org.espalier.harness.evidence.FitDiagnostics;
import org.espalier.harness.evidence.NullControl;
import org.espalier.harness.evidence.SeriesDiagnostics;
import org.espalier.harness.evidence.TestResult;
import org.espalier.harness.evidence.Windows;
import org.jspecify.annotations.Nullable;

/** An assessment as the sections of {@code evidence.json}; null is what is not defined. */
final class AssessmentSections {
  private AssessmentSections() {}

  /** {@code diagnostics}, {@code nullControl} and {@code windows}, and their {@code units}. */
  static Map<String, @Nullable Object> of(Assessment assessment) {
    EvidenceFigures figures = assessment.figures();
    Map<String, @Nullable Object> sections = new LinkedHashMap<>();
    Map<String, @Nullable Object> diagnostics = new LinkedHashMap<>();
    diagnostics.put("lossChange", series(assessment.series()));
    diagnostics.put("fit", fit(assessment.fit()));
    sections.put("sumAbsoluteGamma", figures.sumAbsoluteGamma());
    sections.put("diagnostics", diagnostics);
    sections.put(
        "nullControl",
        assessment.nullControl().map(n -> nullControl(n, figures.selected())).orElse(null));
    sections.put("windows", assessment.windows().map(AssessmentSections::windows).orElse(null));
    sections.put("units", units());
    return sections;
  }

  private static Map<String, @Nullable Object> series(SeriesDiagnostics series) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("steps", series.steps());
    map.put("effectiveSteps", number(series.effectiveSteps()));
    map.put(
        "trend",
        series
            .trend()
            .map(
                t -> {
                  Map<String, @Nullable Object> trend = new LinkedHashMap<>();
                  trend.put("slope", t.slope());
                  trend.put("standardError", t.standardError());
                  trend.put("pValue", t.pValue());
                  trend.put("lags", t.lags());
                  return trend;
                })
            .orElse(null));
    map.put("dickeyFuller", test(series.dickeyFuller()));
    map.put("kpss", test(series.kpss()));
    map.put("ljungBox", test(series.ljungBox()));
    return map;
  }

  private static Map<String, @Nullable Object> fit(FitDiagnostics fit) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("rSquared", number(fit.rSquared()));
    map.put(
        "rSquaredFrom",
        switch (fit.source()) {
          case GAMMA -> "gamma";
          case ESTIMATOR -> "estimator";
          case NONE -> null;
        });
    map.put(
        "constantGamma",
        fit.constantGamma()
            .map(
                c -> {
                  Map<String, @Nullable Object> constant = new LinkedHashMap<>();
                  constant.put("gamma", c.gamma());
                  constant.put("intercept", c.intercept());
                  constant.put("rSquared", c.rSquared());
                  return constant;
                })
            .orElse(null));
    map.put(
        "firstOrderGamma", fit.firstOrder().map(g -> List.of(g.first(), g.last())).orElse(null));
    map.put("residualLjungBox", test(fit.residualLjungBox()));
    return map;
  }

  private static Map<String, @Nullable Object> nullControl(NullControl control, int selected) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("blockLength", control.blockLength());
    map.put("meanSelected", control.meanSelected());
    map.put("selectsAsMuch", control.selectsAsMuch(selected));
    map.put("runs", control.runs().stream().map(AssessmentSections::figures).toList());
    return map;
  }

  private static Map<String, @Nullable Object> windows(Windows windows) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put(
        "windows",
        windows.windows().stream()
            .map(
                w -> {
                  Map<String, @Nullable Object> window = new LinkedHashMap<>();
                  window.put("from", w.from());
                  window.put("to", w.to());
                  window.putAll(figures(w.figures()));
                  return window;
                })
            .toList());
    map.put("jaccard", number(windows.jaccard()));
    map.put("jaccardByChance", number(windows.jaccardByChance()));
    map.put("spearmanParameters", number(windows.parameters()));
    map.put("spearmanUnits", number(windows.units()));
    map.put("unitCount", windows.unitCount());
    map.put("spearmanLayers", number(windows.layers()));
    map.put("layerCount", windows.layerCount());
    map.put("agreeAt", windows.agreeAt());
    return map;
  }

  private static Map<String, @Nullable Object> figures(EvidenceFigures figures) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("selected", figures.selected());
    map.put("sumAbsoluteGamma", figures.sumAbsoluteGamma());
    map.put("rSquared", number(figures.rSquared()));
    map.put("converged", figures.converged());
    return map;
  }

  private static @Nullable Map<String, @Nullable Object> test(Optional<TestResult> test) {
    if (test.isEmpty()) {
      return null;
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("statistic", test.get().statistic());
    map.put("pValue", test.get().pValue());
    map.put("lags", test.get().lags());
    return map;
  }

  private static @Nullable Double number(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Map<String, String> units() {
    Map<String, String> units = new LinkedHashMap<>();
    units.put("gamma, sumAbsoluteGamma, firstOrderGamma", "loss per squared update");
    units.put("firstOrderGamma", "-1 / learning rate, of the first and of the last step");
    units.put("slope, standardError", "loss a recorded step, a recorded step");
    units.put("rSquared", "share of the variance of the loss change; regression with intercept");
    units.put("effectiveSteps", "T / (1 + 2 sum of autocorrelations), Geyer 1992");
    units.put("steps, lags, blockLength, from, to", "recorded steps; to is not included");
    units.put("kpss.pValue", "a bound at 0.01 and at 0.1");
    units.put("spearmanUnits, spearmanLayers", "of the sum of |gamma| * mean squared update");
    return units;
  }
}
