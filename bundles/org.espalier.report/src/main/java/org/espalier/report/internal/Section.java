package org.espalier.report.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of the page that says something, and shows why.
 *
 * @param finding in one or two sentences
 * @param tables that are open
 * @param folded tables with titles, closed to start with or open
 */
record Section(String finding, List<Table> tables, List<Layers.HeatMap> folded) {

  /** Rows of a long-winded table that stay open. */
  private static final int MOST_OPEN = 8;

  /** The most that can be cut; empty without a curve. */
  static Optional<Section> cuts(Comparison comparison, Map<Method, Style> styles) {
    TolerableCuts cuts = new TolerableCuts(comparison, styles);
    return of(cuts.finding(), List.of(cuts.table()), List.of());
  }

  /** Whether there is a phase shift; empty without a curve. */
  static Optional<Section> shifts(Comparison comparison, Map<Method, Style> styles) {
    PhaseShifts shifts = new PhaseShifts(comparison, styles);
    List<Layers.HeatMap> folded = new ArrayList<>();
    for (PhaseShifts.Measure measure : PhaseShifts.Measure.values()) {
      Table table = shifts.table(measure);
      if (!table.rows().isEmpty()) {
        folded.add(
            new Layers.HeatMap(
                measure.title() + ", each method",
                measure == PhaseShifts.Measure.ACCURACY && table.rows().size() <= MOST_OPEN,
                table));
      }
    }
    return folded.isEmpty() ? Optional.empty() : of(shifts.finding(), List.of(), folded);
  }

  /** How far masks overlap; empty if none were kept. */
  static Optional<Section> overlaps(Comparison comparison, Masks masks, Map<Method, Style> styles) {
    Overlaps overlaps = new Overlaps(comparison, masks);
    return of(overlaps.finding(), List.of(), overlaps.heatMaps(styles));
  }

  private static Optional<Section> of(
      String finding, List<Table> tables, List<Layers.HeatMap> folded) {
    boolean filled =
        Stream.concat(tables.stream(), folded.stream().map(Layers.HeatMap::table))
            .anyMatch(t -> !t.rows().isEmpty());
    return filled
        ? Optional.of(new Section(finding.replace(" %", "\u00a0%"), tables, folded))
        : Optional.empty();
  }
}
