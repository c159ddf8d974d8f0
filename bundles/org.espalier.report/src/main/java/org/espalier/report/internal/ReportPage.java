package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Status;
import org.espalier.report.internal.Comparison.Column;

/**
 * All that the page's template shows; a list of one or none stands for what may be missing.
 *
 * @param title data set and model
 * @param facts about the run, in a few words each
 * @param warnings what a reader must know before anything else
 * @param finding in one sentence
 * @param winners of each sparsity
 * @param methods styles in the order of the experiment
 * @param stages charts of each stage
 * @param panels one chart a method
 * @param accuracy the main table
 * @param informs whether the loss does
 * @param costs what accuracy costs
 * @param cuts the most that can be cut
 * @param shifts whether there is a phase shift
 * @param leads tables of differences to each reference
 * @param runnersUp the best against the next
 * @param overlaps of the masks
 * @param predictions beside what was measured
 * @param ranking how well criteria rank what removal does
 * @param more tables of loss, size and cost
 * @param layers heat maps
 * @param failures cells without a measurement
 * @param remarks collapsed layers and notes
 * @param evidence what the estimators found
 * @param trainings of the dense networks
 * @param checklist of what a report on pruning must have
 * @param provenance where it comes from
 * @param data what the script reads, as JSON
 */
record ReportPage(
    String title,
    List<String> facts,
    List<String> warnings,
    String finding,
    List<Table> winners,
    List<Style> methods,
    List<StageCharts> stages,
    List<Panel> panels,
    List<Table> accuracy,
    List<LossSection> informs,
    List<CostSection> costs,
    List<Section> cuts,
    List<Section> shifts,
    List<DifferenceTables.Against> leads,
    List<Table> runnersUp,
    List<Section> overlaps,
    List<Table> predictions,
    List<Table> ranking,
    List<Extra> more,
    List<Layers.HeatMap> layers,
    List<Table> failures,
    List<Table> remarks,
    List<Table> evidence,
    List<Table> trainings,
    List<Table> checklist,
    List<Table> provenance,
    String data) {
  /** One stage in both widths on both vertical scales, of which the style sheet shows one. */
  record StageCharts(String stage, String title, List<Chart> charts) {}

  /** A table that is closed to start with. */
  record Extra(String title, Table table) {}

  /** One method's small chart. */
  record Panel(Style style, Chart chart) {}

  boolean compared() {
    return !methods.isEmpty();
  }

  boolean failed() {
    return !failures.isEmpty();
  }

  boolean informed() {
    return !informs.isEmpty();
  }

  boolean referenced() {
    return !leads.isEmpty();
  }

  boolean priced() {
    return !costs.isEmpty();
  }

  boolean cuttable() {
    return !cuts.isEmpty();
  }

  boolean shifted() {
    return !shifts.isEmpty();
  }

  boolean overlapping() {
    return !overlaps.isEmpty();
  }

  boolean predicted() {
    return !predictions.isEmpty();
  }

  boolean ablated() {
    return !ranking.isEmpty();
  }

  boolean silent() {
    return evidence.isEmpty() && trainings.isEmpty();
  }

  boolean unlayered() {
    return layers.isEmpty();
  }

  static ReportPage of(Results results, Masks masks) {
    Comparison comparison = new Comparison(results);
    Map<Method, Style> styles = Style.of(comparison);
    ChartBuilder charts = new ChartBuilder(comparison, styles);
    MethodTables tables = new MethodTables(comparison, styles);
    DifferenceTables differences = new DifferenceTables(comparison, styles);
    Figures figures = new Figures(comparison, styles);
    RunTables run = new RunTables(results);
    Finding finding = new Finding(comparison);
    boolean compared = !comparison.methods().isEmpty();
    return new ReportPage(
        results.dataset() + ", " + results.model(),
        facts(results),
        warnings(results),
        finding.headline().replace(" %", "\u00a0%"),
        filled(finding.winners()),
        List.copyOf(styles.values()),
        comparison.stages().stream()
            .map(s -> new StageCharts(s.id(), Text.capitalized(s), charts.stage(s)))
            .toList(),
        panels(styles, charts),
        compared ? List.of(tables.accuracy()) : List.of(),
        LossSection.of(comparison, styles).stream().toList(),
        CostSection.of(comparison, styles).stream().toList(),
        Section.cuts(comparison, styles).stream().toList(),
        Section.shifts(comparison, styles).stream().toList(),
        differences.references(),
        filled(differences.runnersUp()),
        Section.overlaps(comparison, masks, styles).stream().toList(),
        filled(new Predictions(comparison).table()),
        figures.ranking(),
        more(tables, figures),
        Layers.heatMaps(comparison, styles),
        filled(run.failures()),
        filled(run.collapses(), run.notes()),
        filled(run.evidence()),
        filled(run.trainings()),
        compared ? List.of(new Checklist(comparison).table()) : List.of(),
        ProvenanceTables.of(results),
        ResultsJson.forScript(data(comparison)));
  }

  private static List<Extra> more(MethodTables tables, Figures figures) {
    List<Extra> more = new ArrayList<>();
    more.add(new Extra("Means with their 95 % intervals", tables.intervals()));
    more.add(new Extra("Loss", tables.loss()));
    more.add(new Extra("Size", tables.size()));
    more.add(new Extra("Operations and time", tables.cost()));
    figures.others().forEach(n -> more.add(new Extra(Figures.title(n), figures.table(n))));
    return more;
  }

  private static List<String> facts(Results results) {
    long seeds = results.cells().stream().map(Cell::seed).distinct().count();
    List<String> facts = new ArrayList<>();
    facts.add("experiment " + results.experiment());
    facts.add(Text.count(seeds, "seed"));
    facts.add("recipe " + results.recipe());
    facts.add("pruned by schedule " + results.schedule());
    facts.add(results.provenance().dataSummary());
    facts.add(results.provenance().started());
    facts.removeIf(String::isBlank);
    return facts;
  }

  private static List<String> warnings(Results results) {
    List<String> warnings = new ArrayList<>();
    if (!results.complete()) {
      warnings.add(
          "This run was stopped before its end: what follows holds for the cells finished by then.");
    }
    long failed = count(results, Status.FAILED);
    long aborted = count(results, Status.ABORTED);
    if (failed + aborted > 0) {
      warnings.add(
          "%d of %s no measurement (%d failed, %d aborted); their reasons stand under Failures."
              .formatted(
                  failed + aborted,
                  Text.count(results.cells().size(), "cell") + " have",
                  failed,
                  aborted));
    }
    return warnings;
  }

  private static long count(Results results, Status status) {
    return results.cells().stream().filter(c -> c.status() == status).count();
  }

  private static List<Panel> panels(Map<Method, Style> styles, ChartBuilder charts) {
    return styles.entrySet().stream()
        .map(e -> new Panel(e.getValue(), charts.panel(e.getKey())))
        .filter(panel -> !panel.chart().series().isEmpty())
        .toList();
  }

  private static List<Table> filled(Table... tables) {
    return List.of(tables).stream().filter(t -> !t.rows().isEmpty()).toList();
  }

  /** Of each method, accuracy by stage, sparsity and seed. */
  private static List<Map<String, Object>> data(Comparison comparison) {
    List<Map<String, Object>> data = new ArrayList<>();
    for (Method method : comparison.methods()) {
      List<Map<String, Object>> points = new ArrayList<>();
      comparison.stages().stream()
          .flatMap(stage -> comparison.columns(stage).stream())
          .filter(column -> !comparison.measured(method, column).isEmpty())
          .forEach(column -> points.add(point(comparison, method, column)));
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", method.name());
      entry.put("points", points);
      data.add(entry);
    }
    return data;
  }

  private static Map<String, Object> point(Comparison comparison, Method method, Column column) {
    List<Cell> cells = comparison.measured(method, column);
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("stage", column.stage());
    point.put("sparsity", column.sparsity());
    point.put(
        "accuracies",
        cells.stream()
            .collect(
                Collectors.toMap(Cell::seed, Cell::accuracy, (a, b) -> a, LinkedHashMap::new)));
    return point;
  }
}
