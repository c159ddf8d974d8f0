package org.espalier.shell.internal;

import static org.espalier.shell.internal.TestResults.failed;
import static org.espalier.shell.internal.TestResults.measured;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.junit.jupiter.api.Test;

class ResultTableTest {
  private static final List<Cell> CELLS =
      List.of(
          measured("none", "", 0, 0, Stage.DENSE, 0.97),
          measured("none", "", 0, 1, Stage.DENSE, 0.99),
          measured("magnitude", "", 0.9, 0, Stage.ONE_SHOT, 0.60),
          measured("magnitude", "", 0.9, 1, Stage.ONE_SHOT, 0.70),
          measured("magnitude", "", 0.975, 0, Stage.ONE_SHOT, 0.05),
          measured("gamma", "lasso", 0.9, 0, Stage.ONE_SHOT, 0.9),
          failed("gone", 0.9, 0, Stage.ONE_SHOT, "it left"),
          measured("zero-rule", "lasso", Double.NaN, 0, Stage.ONE_SHOT, 0.5),
          measured("magnitude", "", 0.9, 0, Stage.FINE_TUNED, 0.96));

  private static final List<String> TABLE =
      List.of(
          "try: mlp:64-16-10, sgd-0.1-b64-e5, one-shot",
          "dense: 98.0 ± 1.4 % test accuracy, mean ± standard deviation of 2 seeds",
          "",
          "one-shot, at sparsity        90 %  97.5 %",
          "magnitude              65.0 ± 7.1     5.0",
          "gamma (lasso)                90.0        ",
          "gone                       failed        ",
          "zero-rule (lasso): 50.0 at its own sparsity of 25.0 %",
          "",
          "fine-tuned, at sparsity  90 %",
          "magnitude                96.0",
          "");

  @Test
  void drawsATableOfEachStage() {
    assertEquals(TABLE, new ResultTable(TestResults.of(CELLS)).render().lines().toList());
  }

  @Test
  void looksTheSameEverywhere() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals(TABLE, new ResultTable(TestResults.of(CELLS)).render().lines().toList());
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void drawsNothingOfNothing() {
    assertEquals(
        List.of("try: mlp:64-16-10, sgd-0.1-b64-e5, one-shot", ""),
        new ResultTable(TestResults.of(List.of())).render().lines().toList());
  }
}
