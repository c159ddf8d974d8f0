package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
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
  void magnitudeWithFlowIsASecondReference() {
    List<Cell> cells = new ArrayList<>();
    for (String policy : List.of("magnitude", "magnitude:flow=on", "ours")) {
      for (long seed = 0; seed < 3; seed++) {
        double accuracy = 0.7 + 0.01 * policy.length() + 0.02 * seed * seed;
        cells.add(SampleResults.measured(policy, 0.9, seed, Stage.ONE_SHOT, accuracy));
      }
    }
    Comparison comparison =
        new Comparison(SampleResults.results("digits", true, List.of(), List.of(), cells));
    List<Table> tables = new DifferenceTables(comparison, Style.of(comparison)).leads();

    assertEquals(2, tables.size());
    assertEquals(List.of("magnitude:flow=on", "ours"), labels(tables.get(0)));
    assertEquals(List.of("magnitude", "ours"), labels(tables.get(1)));
    assertTrue(tables.get(1).caption().startsWith("Test accuracy minus that of magnitude:flow=on"));
  }

  @Test
  void theTableShowsAdjustedValues() {
    Table table = new DifferenceTables(full, Style.of(full)).leads().get(0);
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
