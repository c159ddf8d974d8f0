package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.espalier.core.causality.CausalEvidence;
import org.espalier.core.trajectory.TrajectoryKind;
import org.espalier.harness.Work;
import org.espalier.harness.evidence.Assessment;
import org.espalier.harness.evidence.EvidenceFigures;
import org.espalier.harness.evidence.FitDiagnostics;
import org.espalier.harness.evidence.NullControl;
import org.espalier.harness.evidence.Windows;
import org.espalier.harness.experiment.EstimatorChoice;

/** An estimate on half a page: the verdict first, then what it rests on. */
final class EstimateSummary {
  private static final int LIST = 5;

  /** Details that have a line of their own. */
  private static final Set<String> TOLD =
      Set.of("lambda", "lambdaRatio", "lambdaChoice", "rSquared", "selected", "form");

  private final String estimator;
  private final CausalEvidence evidence;
  private final Assessment assessment;
  private final StringBuilder text = new StringBuilder();

  EstimateSummary(String estimator, Work.Estimated estimated) {
    this.estimator = estimator;
    this.evidence = estimated.evidence();
    this.assessment = estimated.assessment();
  }

  /**
   * @param all whether every detail of the estimator comes, too
   */
  String render(boolean all) {
    EstimatorChoice choice = EstimatorChoice.parse(estimator);
    EstimateVerdict verdict = new EstimateVerdict(evidence, assessment, !choice.isControl());
    line(verdict.sentence());
    if (isInterventional()) {
      line(
          "The trajectory is interventional: γ tells what random perturbations of the weights do to");
      line("the loss of a model that stays as it is, and nothing of a training.");
    }
    line("");
    selection();
    penalty();
    fit();
    series().forEach(l -> section(l.name(), l.text()));
    assessment.windows().ifPresent(this::windows);
    groups();
    sentences("notes", own("notes"));
    warnings(verdict.warnings());
    if (all) {
      details();
    }
    line("");
    line(
        choice.isControl()
            ? "ΔL was %s, not as measured: γ is a control.".formatted(choice.lossChange().id())
            : isInterventional()
                ? "γ is about half the curvature of the loss at these weights, on these data."
                : "γ is Granger-predictive of the loss; it proves no cause.");
    return text.toString();
  }

  private boolean isInterventional() {
    return assessment.kind() == TrajectoryKind.INTERVENTIONAL;
  }

  private List<SeriesLines.Line> series() {
    return isInterventional()
        ? List.of(SeriesLines.perturbations(assessment.series()))
        : new SeriesLines(assessment.series(), assessment.fit()).lines();
  }

  private void selection() {
    section(
        "selection",
        "%,d of %,d parameters have γ ≠ 0 (%s); Σ|γ| %s"
            .formatted(
                evidence.selected(),
                evidence.size(),
                percent(evidence.selected()),
                Figures.of(assessment.figures().sumAbsoluteGamma())));
    section(
        "",
        "%s, %s, %s, %s s"
            .formatted(
                estimator,
                evidence.form().name().toLowerCase(Locale.ROOT),
                evidence.converged() ? "converged" : "NOT converged",
                Figures.of(evidence.solveSeconds())));
    assessment.nullControl().ifPresent(this::nullControl);
  }

  private void nullControl(NullControl control) {
    section(
        "null control",
        "%s parameters (%s), R² %s; Σ|γ| %s"
            .formatted(
                Figures.whole(control.meanSelected()),
                percent(control.meanSelected()),
                Figures.share(control.meanRSquared()),
                Figures.of(control.meanSumAbsoluteGamma())));
    section(
        "",
        "ΔL permuted in blocks of %s%s"
            .formatted(Figures.count(control.blockLength(), "step"), each(control)));
  }

  private static String each(NullControl control) {
    List<EvidenceFigures> runs = control.runs();
    if (runs.size() == 1) {
      return "";
    }
    String some =
        String.join(
            ", ", runs.stream().limit(LIST).map(r -> "%,d".formatted(r.selected())).toList());
    return "; mean of %d runs: %s%s".formatted(runs.size(), some, runs.size() > LIST ? ", …" : "");
  }

  private String percent(double count) {
    return Figures.of(100 * count / evidence.size()) + " %";
  }

  private void penalty() {
    Map<String, Object> details = evidence.details();
    if (!(details.get("lambda") instanceof Number lambda)) {
      return;
    }
    String ratio =
        details.get("lambdaRatio") instanceof Number r
            ? " = " + Figures.of(r.doubleValue()) + " λmax"
            : "";
    Object choice = details.get("lambdaChoice");
    section(
        "λ",
        Figures.of(lambda.doubleValue()) + ratio + (choice == null ? "" : ", chosen by " + choice));
  }

  private void fit() {
    FitDiagnostics fit = assessment.fit();
    String own = fit.rSquared().isPresent() ? Figures.share(fit.rSquared()) : "not known";
    section(
        "fit", "R² " + own + (fit.source() == FitDiagnostics.Source.ESTIMATOR ? " (its own)" : ""));
    fit.constantGamma()
        .ifPresent(
            c ->
                section(
                    "",
                    "one γ for all parameters: R² %s, γ %s%s"
                        .formatted(
                            Figures.share(OptionalDouble.of(c.rSquared())),
                            Figures.of(c.gamma()),
                            fit.firstOrder().map(EstimateSummary::firstOrder).orElse(""))));
  }

  private static String firstOrder(FitDiagnostics.FirstOrder gamma) {
    String first = Figures.of(gamma.first());
    return " (plain SGD: -1/η = %s)"
        .formatted(
            gamma.first() == gamma.last()
                ? first
                : first + " at first, " + Figures.of(gamma.last()) + " at last");
  }

  private void windows(Windows windows) {
    String selected =
        String.join(
            ", ",
            windows.windows().stream().map(w -> "%,d".formatted(w.figures().selected())).toList());
    section(
        "windows",
        "%d of %s; γ ≠ 0 in %s"
            .formatted(
                windows.windows().size(),
                Figures.count(assessment.series().steps() / windows.windows().size(), "step"),
                selected));
    if (windows.jaccard().isPresent()) {
      section(
          "",
          "supports overlap %s, by chance %s (Jaccard)"
              .formatted(
                  Figures.share(windows.jaccard()), Figures.share(windows.jaccardByChance())));
    }
    section(
        "",
        "rank correlation: parameters %s, %s %s, %s %s"
            .formatted(
                Figures.share(windows.parameters()),
                Figures.count(windows.unitCount(), "unit"),
                Figures.share(windows.units()),
                Figures.count(windows.layerCount(), "layer"),
                Figures.share(windows.layers())));
    section(
        "",
        windows.agreeAt().isEmpty()
            ? "what one window tells, the others don't, at no level"
            : "what one window tells, the others tell of "
                + String.join(" and ", windows.agreeAt()));
  }

  private void groups() {
    for (String name : List.of("tests", "groups")) {
      if (evidence.details().get(name) instanceof List<?> rows) {
        String title = name;
        for (String row : GroupLines.of(rows, LIST)) {
          section(title, row);
          title = "";
        }
      }
    }
  }

  private void warnings(List<String> found) {
    List<String> warnings = new ArrayList<>(found);
    warnings.addAll(own("warnings"));
    sentences("warnings", warnings);
  }

  /** Sentences that the estimator has put among its details. */
  private List<String> own(String name) {
    return evidence.details().get(name) instanceof List<?> sentences
        ? sentences.stream().map(String::valueOf).toList()
        : List.of();
  }

  private void sentences(String name, List<String> sentences) {
    String title = name;
    for (String sentence : sentences) {
      section(title, sentence);
      title = "";
    }
  }

  private void details() {
    String title = "details";
    for (Map.Entry<String, Object> detail : evidence.details().entrySet()) {
      if (!TOLD.contains(detail.getKey()) && !isLong(detail.getValue())) {
        section(title, "%-18s %s".formatted(detail.getKey(), text(detail.getValue())));
        title = "";
      }
    }
  }

  private static boolean isLong(Object value) {
    return value instanceof List<?> || value instanceof Map<?, ?>;
  }

  private static Object text(Object value) {
    return value instanceof Double number ? Figures.of(number) : value;
  }

  private void section(String name, String line) {
    line("%-13s %s".formatted(name, line));
  }

  private void line(String line) {
    text.append(line).append(System.lineSeparator());
  }
}
