package org.espalier.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;
import org.junit.jupiter.api.Test;

final class ResultsCsvTest {
  private static final Results RESULTS = SampleResults.full(3);
  private static final String CSV = ResultsCsv.render(RESULTS);

  @Test
  void beginsWithTheColumnsThatScriptsRelyOn() {
    assertTrue(
        CSV.startsWith(
            "experiment,dataset,model,policy,estimator,schedule,target_sparsity,"
                + "achieved_sparsity,seed,stage,status,accuracy,loss,nonzero,total,flops,seconds,"));
    assertFalse(CSV.contains("\r"));
    assertTrue(CSV.endsWith("\n"));
  }

  @Test
  void everyCellReadsBackToTheLastDigit() throws IOException {
    List<Map<String, String>> rows = read(CSV);

    assertEquals(RESULTS.cells().size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      Cell cell = RESULTS.cells().get(i);
      Map<String, String> row = rows.get(i);
      assertEquals(cell.policy(), row.get("policy"));
      assertEquals(cell.statusText(), row.get("status"));
      assertEquals(cell.stage().id(), row.get("stage"));
      assertEquals(cell.seed(), Long.parseLong(row.getOrDefault("seed", "")));
      assertEquals(cell.accuracy(), number(row, "accuracy"), 0);
      assertEquals(cell.loss(), number(row, "loss"), 0);
      assertEquals(cell.targetSparsity(), number(row, "target_sparsity"), 0);
      assertEquals(cell.achievedSparsity(), number(row, "achieved_sparsity"), 0);
    }
  }

  @Test
  void quotesAsRfc4180SaysAndOnlyWhereItMust() {
    assertTrue(CSV.contains(",\"third \"\"party\"\" <b>&, rule\",,one-shot,0.5,"));
    assertTrue(
        CSV.contains(
            ",\"FAILED: the gradient has NaN at step 12, \"\"layer <2>\"\"; train with a lower"
                + " rate\",,,,,,0.012,"));
    assertTrue(CSV.contains("\ndefault,digits,mlp:64-128-64-10,none,,one-shot,,0.0,1,dense,OK,"));
    assertTrue(CSV.contains(",17226,17226,34048,2.346,momentum-0.02-b64-e60,,,,\n"));
  }

  @Test
  void keepsALineBreakInAReasonInsideItsField() throws IOException {
    Cell cell =
        new Cell(
            "p",
            "",
            0.5,
            Double.NaN,
            1,
            Stage.ONE_SHOT,
            Status.FAILED,
            "one\ntwo",
            Double.NaN,
            Double.NaN,
            0,
            0,
            0,
            Double.NaN,
            Map.of(),
            List.of(),
            Map.of());
    String csv =
        ResultsCsv.render(SampleResults.results("d", true, List.of(), List.of(), List.of(cell)));

    assertEquals("FAILED: one\ntwo", read(csv).get(0).get("status"));
    assertEquals("", read(csv).get(0).get("seconds"));
  }

  @Test
  void namesCollapsedLayersAndNotes() throws IOException {
    List<Map<String, String>> rows = read(CSV);

    assertTrue(
        rows.stream()
            .filter(r -> "2.weight".equals(r.get("collapsed")))
            .allMatch(r -> "movement".equals(r.get("policy"))));
    assertEquals(4, rows.stream().filter(r -> "2.weight".equals(r.get("collapsed"))).count());
    assertEquals(
        6,
        rows.stream()
            .filter(r -> r.getOrDefault("notes", "").startsWith("2.weight kept one"))
            .count());
  }

  @Test
  void nothingMeasuredIsAHeader() {
    assertEquals(1, ResultsCsv.render(SampleResults.empty()).lines().count());
  }

  private static double number(Map<String, String> row, String column) {
    String text = row.getOrDefault(column, "missing");
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }

  private static List<Map<String, String>> read(String csv) throws IOException {
    try (CSVParser parser = CSVParser.parse(csv, CSVFormat.RFC4180.builder().setHeader().build())) {
      return parser.stream().map(CSVRecord::toMap).toList();
    }
  }
}
