package org.espalier.harness.internal.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.CellKey;
import org.espalier.harness.result.Estimate;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;
import org.espalier.harness.result.Training;
import org.jspecify.annotations.Nullable;

/** What an earlier run has left of one seed, to be taken over as it is: all that was measured. */
final class Kept {
  /** Of a seed that no earlier run knows. */
  static final Kept NOTHING = new Kept(-1);

  private final long seed;
  private final Map<CellKey, Cell> cells = new HashMap<>();
  private final Map<String, Estimate> estimates = new LinkedHashMap<>();
  private @Nullable Cell dense;
  private @Nullable Training training;

  private Kept(long seed) {
    this.seed = seed;
  }

  static Kept of(Results earlier, long seed) {
    Kept kept = new Kept(seed);
    for (Cell cell : earlier.cells()) {
      if (cell.seed() == seed && isMeasured(cell)) {
        if (cell.stage() == Stage.DENSE) {
          kept.dense = cell;
        } else {
          kept.cells.put(cell.key(), cell);
        }
      }
    }
    if (kept.dense != null) { // else its training failed
      earlier.trainings().stream().filter(t -> t.seed() == seed).forEach(t -> kept.training = t);
    }
    earlier.estimates().stream()
        .filter(e -> e.seed() == seed)
        .forEach(e -> kept.estimates.put(e.estimator(), e));
    return kept;
  }

  /** A number that was not finite is not in a file, and the cell not the one that was measured. */
  private static boolean isMeasured(Cell cell) {
    return cell.status() == Status.OK
        && Double.isFinite(cell.accuracy())
        && Double.isFinite(cell.loss())
        && Double.isFinite(cell.achievedSparsity())
        && Double.isFinite(cell.predictedLossChange())
            == Double.isFinite(cell.measuredLossChange());
  }

  @Nullable Training training() {
    return training;
  }

  /** The dense control. */
  @Nullable Cell dense() {
    return dense;
  }

  /** By estimator. */
  Map<String, Estimate> estimates() {
    return estimates;
  }

  /** Those of a method and sparsity, in the order of the stages. */
  List<Cell> cells(Planned planned, List<Stage> stages) {
    List<Cell> kept = new ArrayList<>();
    for (Stage stage : stages) {
      Cell cell = cells.get(planned.key(seed, stage));
      if (cell != null) {
        kept.add(cell);
      }
    }
    return kept;
  }

  /** Fresh cells, with those that were kept in the place of theirs. */
  List<Cell> over(List<Cell> fresh) {
    return fresh.stream().map(cell -> cells.getOrDefault(cell.key(), cell)).toList();
  }

  /** How many cells there are, the dense control with them. */
  int size() {
    return cells.size() + (dense == null ? 0 : 1);
  }
}
