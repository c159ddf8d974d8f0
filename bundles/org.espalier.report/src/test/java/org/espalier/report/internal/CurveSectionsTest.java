package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.TolerableCuts.Answer;
import org.espalier.report.internal.statistics.PhaseShift.Verdict;
import org.junit.jupiter.api.Test;

/** How far one can cut, phase shifts and costs, as they stand on the page. */
final class CurveSectionsTest {
  private static final double[] SPARSITIES = {
    0.5, 0.75, 0.875, 0.9375, 0.96875, 0.984375, 0.9921875
  };

  /** Level until 87.5 %, then 12 points a halving. */
  private static double broken(double halvings) {
    return 0.96 - 0.12 * Math.max(0, halvings - 3);
  }

  private static double slow(double halvings) {
    return 0.96 - 0.01 * halvings;
  }

  private static Comparison comparison(DoubleUnaryOperator curve, int seeds, int sparsities) {
    List<Cell> cells = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      double level = 0.002 * seed;
      cells.add(SampleResults.dense(seed, curve.applyAsDouble(0) + level));
      for (int i = 0; i < sparsities; i++) {
        double accuracy = curve.applyAsDouble(i + 1) + level + 0.001 * ((seed + i) % 2);
        cells.add(
            SampleResults.measured("magnitude", SPARSITIES[i], seed, Stage.ONE_SHOT, accuracy));
      }
    }
    return new Comparison(SampleResults.results("digits", true, List.of(), List.of(), cells));
  }

  @Test
  void aBreakIsFoundWhereItIsAndSaidInASentence() {
    Comparison comparison = comparison(CurveSectionsTest::broken, 4, 7);
    PhaseShifts shifts = new PhaseShifts(comparison, Style.of(comparison));
    PhaseShifts.Shift shift = shifts.of(PhaseShifts.Measure.ACCURACY).get(0);

    assertEquals(Verdict.SHIFT, shift.byHalvings().verdict());
    assertEquals(0.875, shift.breakSparsity(), 0.01);
    assertTrue(shift.byHalvings().interval().low() <= shift.byHalvings().breakPoint());
    assertEquals(-0.12, shift.byHalvings().after(), 0.005);
    String text = shifts.table(PhaseShifts.Measure.ACCURACY).rows().get(0).entries().toString();
    assertTrue(text.contains("phase shift at 87") || text.contains("phase shift at 88"), text);
    assertTrue(
        shifts.finding().startsWith("A phase shift stands out in 1 of 1 curve of accuracy: magn"),
        shifts.finding());
  }

  @Test
  void fewSeedsOrSparsitiesAreSaidToBeTooFew() {
    for (Comparison comparison :
        List.of(
            comparison(CurveSectionsTest::broken, 2, 5),
            comparison(CurveSectionsTest::broken, 4, 4))) {
      PhaseShifts shifts = new PhaseShifts(comparison, Style.of(comparison));

      assertTrue(shifts.finding().contains("can't be told: that takes 3 seeds and 6 sparsities"));
      assertEquals(
          "can't be told: too few seeds or sparsities",
          shifts.table(PhaseShifts.Measure.LOSS).rows().get(0).entries().get(0).text());
    }
  }

  @Test
  void aSmoothFallIsNoShift() {
    Comparison comparison = comparison(CurveSectionsTest::slow, 4, 5);
    PhaseShifts shifts = new PhaseShifts(comparison, Style.of(comparison));

    assertEquals(
        "No phase shift can be told from a smooth curve in the accuracy of any method.",
        shifts.finding());
  }

  /** At 0.5 points a halving of the loss, 1 point is lost after two: with 1 point, after one. */
  @Test
  void tellsHowFarOneCanCutAndWhatThatCosts() {
    Comparison comparison = comparison(CurveSectionsTest::slow, 1, 5);
    TolerableCuts cuts = new TolerableCuts(comparison, Style.of(comparison));
    List<Answer> answers = cuts.answers();

    assertEquals(List.of(0.005, 0.01, 0.02), answers.stream().map(Answer::bound).toList());
    double[] x = {0, 1, 2, 3, 4, 5};
    double[] loss = {0, 0.01, 0.019, 0.03, 0.039, 0.05}; // the seed's scatter is in every other
    assertEquals(
        1 - Math.pow(2, -0.5), answers.get(0).sparsity(), 1e-9, "half a halving for half a point");
    assertEquals(0.5, answers.get(1).sparsity(), 1e-9);
    double two = x[2] + (0.02 - loss[2]) / (loss[3] - loss[2]);
    assertEquals(1 - Math.pow(2, -two), answers.get(2).sparsity(), 1e-9);
    double halvings = Math.log(10) / Math.log(2);
    double cost = 100 * (loss[3] + (halvings - 3) * (loss[4] - loss[3]));
    assertEquals(
        Text.fixed(cost, 1), cuts.table().rows().get(0).entries().get(3).text(), "costs at 90 %");
  }

  @Test
  void whatStaysWithinTheBoundIsSaidToBeMore() {
    Comparison comparison = comparison(x -> 0.96, 3, 5);
    TolerableCuts cuts = new TolerableCuts(comparison, Style.of(comparison));

    assertEquals("> 96.875", cuts.table().rows().get(0).entries().get(0).text());
    assertTrue(Double.isNaN(cuts.answers().get(0).sparsity()));
    assertTrue(cuts.finding().contains("more than 96.875 %"), cuts.finding());
  }

  @Test
  void seedsThatWereNotMeasuredEverywhereAreLeftOut() {
    Comparison whole = comparison(CurveSectionsTest::slow, 3, 5);
    List<Cell> cells = new ArrayList<>(whole.results().cells());
    cells.remove(cells.size() - 1);
    Comparison comparison =
        new Comparison(SampleResults.results("digits", true, List.of(), List.of(), cells));
    Method method = comparison.methods().get(0);

    MethodCurves curves =
        MethodCurves.of(comparison, method, Stage.ONE_SHOT, Cell::accuracy).orElseThrow();

    assertEquals(2, curves.curves().seeds());
    assertEquals(6, curves.curves().points());
  }

  @Test
  void theCheapestNetworkWithinAPointIsPriced() {
    Comparison comparison = new Comparison(SampleResults.full(5));
    Map<Method, Style> styles = Style.of(comparison);
    CostSection section = CostSection.of(comparison, styles).orElseThrow();

    assertEquals(comparison.methods().size(), section.table().rows().size());
    Costs costs = new Costs(comparison);
    Method fisher =
        comparison.methods().stream()
            .filter(m -> m.policy().equals("trajectory-fisher"))
            .findFirst()
            .orElseThrow();
    double dense = comparison.denseSummary().orElseThrow().accuracy().mean();
    double sparsest =
        comparison.columns(Stage.FINE_TUNED).stream()
            .filter(c -> !c.chosen())
            .filter(
                c -> dense - comparison.summary(fisher, c).orElseThrow().accuracy().mean() <= 0.01)
            .mapToDouble(Comparison.Column::sparsity)
            .max()
            .orElseThrow();
    Comparison.Column column = new Comparison.Column(Stage.FINE_TUNED, sparsest);
    Table.Row row =
        section.table().rows().stream()
            .filter(r -> r.label().equals("trajectory-fisher"))
            .findFirst()
            .orElseThrow();
    assertEquals(Text.percent(costs.operations(fisher, column)), row.entries().get(3).text());
    assertEquals(
        Text.fixed(costs.compression(fisher, column), 1) + " : 1",
        row.entries().get(2).details().get(0));
    assertEquals(1 - sparsest, costs.operations(fisher, column), 1e-3);
  }

  @Test
  void withoutADenseControlThereIsNoPrice() {
    List<Cell> cells = List.of(SampleResults.measured("magnitude", 0.9, 1, Stage.ONE_SHOT, 0.9));
    Comparison comparison =
        new Comparison(SampleResults.results("digits", true, List.of(), List.of(), cells));

    assertTrue(CostSection.of(comparison, Style.of(comparison)).isEmpty());
    assertTrue(Section.cuts(comparison, Style.of(comparison)).isEmpty());
    assertTrue(Section.shifts(comparison, Style.of(comparison)).isEmpty());
    assertFalse(HtmlReport.render(comparison.results()).contains("id=\"cost\""));
  }
}
