package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.report.internal.DifferenceTables.Against;
import org.junit.jupiter.api.Test;

final class DifferencesTest {
  private final Comparison full = new Comparison(SampleResults.full(5));

  /** 13 methods are asked for 5 sparsities; one was never measured at one of them. */
  @Test
  void aFamilyIsAStageOfOneReference() {
    List<TestedDifference> leads = new Differences(full).leads(full.reference().orElseThrow());

    for (Stage stage : List.of(Stage.ONE_SHOT, Stage.FINE_TUNED)) {
      List<TestedDifference> family =
          leads.stream().filter(t -> t.column().stage() == stage).toList();
      assertEquals(13 * 5 - 1, family.size());
      assertArrayEquals(
          Holm.adjust(family.stream().mapToDouble(t -> t.difference().p()).toArray()),
          family.stream().mapToDouble(TestedDifference::adjusted).toArray());
    }
    assertTrue(leads.stream().anyMatch(TestedDifference::worse));
  }

  @Test
  void anyMethodCanBeTheReferenceAndMagnitudeIsFirst() {
    List<Cell> cells = new ArrayList<>();
    for (String policy : List.of("magnitude", "magnitude:flow=on", "ours")) {
      for (long seed = 0; seed < 3; seed++) {
        double accuracy = 0.7 + 0.01 * policy.length() + 0.02 * seed * seed;
        cells.add(SampleResults.measured(policy, 0.9, seed, Stage.ONE_SHOT, accuracy));
      }
    }
    Comparison comparison =
        new Comparison(SampleResults.results("digits", true, List.of(), List.of(), cells));
    List<Against> offered = new DifferenceTables(comparison, Style.of(comparison)).references();

    assertEquals(
        List.of("magnitude", "magnitude:flow=on", "ours"),
        offered.stream().map(Against::name).toList());
    assertEquals(List.of(true, false, false), offered.stream().map(Against::chosen).toList());
    assertEquals(List.of("magnitude:flow=on", "ours"), labels(offered.get(0).table()));
    assertEquals(List.of("magnitude", "ours"), labels(offered.get(1).table()));
    assertTrue(
        offered
            .get(1)
            .table()
            .caption()
            .startsWith("Test accuracy minus that of magnitude:flow=on"));
  }

  @Test
  void ofManyMethodsThoseThatStandOutCanBeTheReference() {
    Map<Method, Style> styles = Style.of(full);
    List<Against> offered = new DifferenceTables(full, styles).references();

    assertTrue(offered.size() >= 3 && offered.size() < full.methods().size());
    for (Against against : offered) {
      assertTrue(styles.values().stream().anyMatch(s -> s.index() == against.index() && s.shown()));
    }
  }

  @Test
  void theBestIsHeldAgainstTheNextInFamiliesOfAStage() {
    List<TestedDifference> tested = new Differences(full).runnersUp();

    assertEquals(10, tested.size());
    for (TestedDifference one : tested) {
      assertTrue(full.best(one.column()).contains(one.method()));
      assertTrue(one.difference().mean() >= 0);
      assertTrue(
          full.methods().stream()
              .filter(m -> !m.equals(one.method()) && !m.equals(one.other()))
              .filter(m -> full.measured(m, one.column()).size() == 5)
              .allMatch(
                  m ->
                      full.summary(m, one.column()).orElseThrow().accuracy().mean()
                          <= full.summary(one.other(), one.column())
                              .orElseThrow()
                              .accuracy()
                              .mean()));
    }
    List<TestedDifference> first = tested.subList(0, 5);
    assertArrayEquals(
        Holm.adjust(first.stream().mapToDouble(t -> t.difference().signedRank()).toArray()),
        first.stream().mapToDouble(TestedDifference::checked).toArray());
  }

  @Test
  void theTableShowsAdjustedValues() {
    Table table =
        new DifferenceTables(full, Style.of(full))
            .references().stream().filter(Against::chosen).findFirst().orElseThrow().table();
    TestedDifference fisher =
        new Differences(full)
            .leads(full.reference().orElseThrow()).stream()
                .filter(t -> t.method().policy().equals("trajectory-fisher"))
                .findFirst()
                .orElseThrow();
    Table.Entry entry =
        table.rows().stream()
            .filter(r -> r.label().equals("trajectory-fisher"))
            .findFirst()
            .orElseThrow()
            .entries()
            .get(0);

    assertEquals(Text.points(fisher.difference().mean()), entry.text());
    assertEquals(Text.probability(fisher.adjusted()), entry.details().get(1));
  }

  @Test
  void pValuesAreSpelledShortly() {
    assertEquals("p = 1", Text.probability(1));
    assertEquals("p = 0.31", Text.probability(0.3099));
    assertEquals("p = 0.031", Text.probability(0.0309));
    assertEquals("p < 0.001", Text.probability(0.00099));
  }

  private static List<String> labels(Table table) {
    return table.rows().stream().map(Table.Row::label).toList();
  }
}
