package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.junit.jupiter.api.Test;

/** Networks with a hundredth of the operations, more accurate or less. */
final class CostChartTest {
  private static List<Chart> charts(double... accuracies) {
    List<Cell> cells = new ArrayList<>(List.of(SampleResults.dense(1, 0.9)));
    for (int i = 0; i < accuracies.length; i++) {
      cells.add(SampleResults.measured("p", 0.5 + 0.1 * i, 1, Stage.FINE_TUNED, accuracies[i]));
    }
    Comparison comparison =
        new Comparison(SampleResults.results("digits", true, List.of(), List.of(), cells));
    return new CostChart(comparison, Style.of(comparison)).charts();
  }

  @Test
  void aPointStandsAtItsShareOfAccuracyAndOperations() {
    for (Chart chart : charts(0.855)) {
      Chart.Point point = chart.series().get(0).points().get(0);
      Scale up = Scale.ofAccuracies(java.util.stream.DoubleStream.of(0.95, 1));
      double left = 200.0 / (2 * 17_024); // the sample's operations
      Scale across = Scale.ofSparsities(java.util.stream.DoubleStream.of(0, 1 - left));

      assertEquals(Chart.at(chart.frame().y(up.at(0.95))), point.y());
      assertEquals(Chart.at(chart.frame().x(across.at(1 - left))), point.x());
    }
  }

  @Test
  void whatKeepsLittleIsLeftOutUnlessNothingKeepsMore() {
    assertEquals(2, charts(0.88, 0.8, 0.3).get(0).series().get(0).points().size());
    assertEquals(3, charts(0.4, 0.35, 0.3).get(0).series().get(0).points().size());
  }
}
