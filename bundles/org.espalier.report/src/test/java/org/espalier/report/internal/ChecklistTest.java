package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.report.internal.Checklist.Mark;
import org.espalier.report.internal.Checklist.Point;
import org.junit.jupiter.api.Test;

final class ChecklistTest {
  private static Mark mark(Results results, String start) {
    return new Checklist(new Comparison(results))
        .points().stream()
            .filter(p -> p.name().startsWith(start))
            .map(Point::mark)
            .findFirst()
            .orElseThrow();
  }

  @Test
  void theFiveRatiosAreLookedFor() {
    assertEquals(Mark.PARTLY, mark(SampleResults.full(3), "At least five operating"));
    assertEquals(
        Mark.YES,
        mark(SampleResults.full(3, 0.5, 0.75, 0.875, 0.9375, 0.96875), "At least five operating"));
    assertEquals(Mark.NO, mark(SampleResults.full(3, 0.5, 0.9), "At least five operating"));
  }

  @Test
  void topFiveTakesAFigureInEveryCellAndMoreThanFiveClasses() {
    Results without = SampleResults.full(3);
    assertEquals(Mark.PARTLY, mark(without, "Top-1"), "the dense control has none");
    List<Cell> cells =
        without.cells().stream().map(c -> c.withFigures(Map.of("top5", 0.99))).toList();
    assertEquals(
        Mark.YES,
        mark(SampleResults.results("digits", true, List.of(), List.of(), cells), "Top-1"));
  }

  @Test
  void onePageHasOnePairAndOneSeedNoSpread() {
    assertEquals(Mark.NO, mark(SampleResults.full(3), "At least 3 pairs"));
    assertEquals(Mark.YES, mark(SampleResults.full(3), "Means"));
    assertEquals(Mark.PARTLY, mark(SampleResults.full(2), "Means"));
    assertEquals(Mark.NO, mark(SampleResults.full(1), "Means"));
  }

  @Test
  void everyPointSaysWhy() {
    Checklist checklist = new Checklist(new Comparison(SampleResults.full(1)));

    assertTrue(checklist.points().stream().noneMatch(p -> p.why().isBlank()));
    assertEquals(9, checklist.table().rows().size());
  }
}
