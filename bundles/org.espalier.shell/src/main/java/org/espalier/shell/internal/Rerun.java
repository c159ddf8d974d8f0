package org.espalier.shell.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.CellKey;
import org.espalier.harness.result.Results;

/** Holds a comparison that was run again against what it measured before, to the last bit. */
final class Rerun {
  /**
   * What differs.
   *
   * @param cells that both have
   * @param differences a line each
   */
  record Outcome(int cells, List<String> differences) {
    Outcome {
      differences = List.copyOf(differences);
    }
  }

  private Rerun() {}

  /** Compares all that is measured, times apart. */
  static Outcome compare(Results before, Results now) {
    Map<CellKey, Cell> earlier = new HashMap<>();
    before.cells().forEach(cell -> earlier.put(cell.key(), cell));
    List<String> differences = new ArrayList<>();
    int both = 0;
    for (Cell cell : now.cells()) {
      Cell old = earlier.get(cell.key());
      if (old != null) {
        both++;
        if (!measured(old).equals(measured(cell))) {
          differences.add(
              "%s at %s, seed %d, %s: accuracy %s and loss %s before, %s and %s now"
                  .formatted(
                      cell.method(),
                      cell.targetSparsity(),
                      cell.seed(),
                      cell.stage().id(),
                      old.accuracy(),
                      old.loss(),
                      cell.accuracy(),
                      cell.loss()));
        }
      }
    }
    return new Outcome(both, differences);
  }

  private static List<Object> measured(Cell cell) {
    return List.of(
        cell.status(),
        cell.achievedSparsity(),
        cell.accuracy(),
        cell.loss(),
        cell.nonzero(),
        cell.total(),
        cell.flops(),
        cell.layerSparsities(),
        cell.predictedLossChange(),
        cell.measuredLossChange(),
        figures(cell));
  }

  private static Map<String, Double> figures(Cell cell) {
    Map<String, Double> figures = new HashMap<>(cell.figures());
    figures.remove(Cell.LATENCY);
    figures.remove(Cell.SPEED_UP);
    return figures;
  }
}
