package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.junit.jupiter.api.Test;

final class PredictionsTest {
  private final List<Cell> cells = new ArrayList<>();

  /** Mean 0.002 and 0.004; ranks 1, 2, 3 against 1, 3, 2 correlate with 1 − 6·2/(3·8) = 0.5. */
  @Test
  void showsPredictedBesideMeasured() {
    add("surgeon", 0, 0.001, 0.003);
    add("surgeon", 1, 0.002, 0.005);
    add("surgeon", 2, 0.003, 0.004);
    assertEquals(
        List.of(List.of("90", "0.00200 ± 0.00100", "0.00400 ± 0.00100", "0.500", "0.50")), rows());
  }

  @Test
  void leavesOutWhatNobodyPredicted() {
    cells.add(SampleResults.measured("magnitude", 0.9, 0, Stage.ONE_SHOT, 0.8));
    assertEquals(List.of(), rows());
    add("surgeon", 0, 1.5, -0.25);
    assertEquals(List.of(List.of("90", "1.500", "−0.250", "–", "–")), rows());
  }

  private void add(String policy, long seed, double predicted, double measured) {
    cells.add(
        SampleResults.measured(policy, 0.9, seed, Stage.ONE_SHOT, 0.9)
            .withLossChange(predicted, measured));
  }

  private List<List<String>> rows() {
    return new Predictions(
            new Comparison(SampleResults.results("digits", true, List.of(), List.of(), cells)))
        .table().rows().stream()
            .map(row -> row.entries().stream().map(Table.Entry::text).toList())
            .toList();
  }
}
