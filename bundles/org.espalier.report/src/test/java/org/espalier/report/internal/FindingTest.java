package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.Comparison.Column;
import org.espalier.report.internal.Table.Entry;
import org.junit.jupiter.api.Test;

final class FindingTest {
  @Test
  void aClearLeadIsToldWithItsInterval() {
    Results results = results(row("magnitude", 0.70, 0.72, 0.71), row("ours", 0.80, 0.83, 0.81));

    assertEquals(
        "ours has the highest mean accuracy in 1 of 1 comparison (1 one-shot); its widest lead over"
            + " magnitude is 10.3 ± 1.4 points at 90 % one-shot (95 % interval, 3 seeds); the"
            + " interval, paired by seed, leaves out 0 in 1 of these 1.",
        headline(results));
  }

  @Test
  void aLeadThatSeedsDoNotTellFromNothingIsSaidToBeSo() {
    Results results = results(row("magnitude", 0.70, 0.80, 0.71), row("ours", 0.80, 0.71, 0.81));
    Entry lead = new Finding(new Comparison(results)).winners().rows().get(0).entries().get(2);

    assertEquals("+3.7 ± 27.3", lead.text());
    assertEquals(List.of("interval includes 0"), lead.details());
    assertEquals("", lead.remark());
  }

  @Test
  void oneSeedHasNoInterval() {
    Results results = results(row("magnitude", 0.7), row("ours", 0.8));
    Entry lead = new Finding(new Comparison(results)).winners().rows().get(0).entries().get(2);

    assertEquals("+10.0 (one seed)", lead.text());
  }

  @Test
  void aTieIsATie() {
    Results results = results(row("a", 0.7, 0.8), row("b", 0.8, 0.7), row("c", 0.1, 0.1));
    Comparison comparison = new Comparison(results);

    assertEquals(
        List.of("a", "b"),
        comparison.best(new Column(Stage.ONE_SHOT, 0.9)).stream().map(Method::name).toList());
    assertEquals(
        "tied with 1 more",
        new Finding(comparison).winners().rows().get(0).entries().get(0).details().get(0));
  }

  @Test
  void aMethodWithLostSeedsCannotWin() {
    Results results = results(row("a", 0.7, 0.8), row("b", 0.99));

    assertEquals(
        List.of("a"),
        new Comparison(results)
            .best(new Column(Stage.ONE_SHOT, 0.9)).stream().map(Method::name).toList());
  }

  @Test
  void withoutMeasurementsNothingIsClaimed() {
    assertEquals(
        "Nothing was measured, so there is nothing to compare.", headline(SampleResults.empty()));
    assertEquals(
        "Only the dense control was measured: 97.0 % over 1 seed.",
        headline(SampleResults.denseOnly()));
    Cell own = SampleResults.measured("zero-rule", Double.NaN, 1, Stage.ONE_SHOT, 0.5);
    assertEquals(
        "The methods chose their own sparsities, so they are not ranked.",
        headline(results(new Cell[] {own})));
  }

  private static String headline(Results results) {
    return new Finding(new Comparison(results)).headline();
  }

  private static Cell[] row(String policy, double... accuracies) {
    List<Cell> cells = new ArrayList<>();
    for (double accuracy : accuracies) {
      cells.add(SampleResults.measured(policy, 0.9, cells.size() + 1L, Stage.ONE_SHOT, accuracy));
    }
    return cells.toArray(Cell[]::new);
  }

  private static Results results(Cell[]... rows) {
    List<Cell> cells = Arrays.stream(rows).flatMap(Arrays::stream).toList();
    return SampleResults.results("digits", true, List.of(), List.of(), cells);
  }
}
