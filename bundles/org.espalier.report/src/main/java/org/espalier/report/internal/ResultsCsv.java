package org.espalier.report.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Status;

/**
 * Results as CSV: a header, then one row a cell; quoted as RFC 4180 says, lines end in LF, a number
 * that was not measured is an empty field, and every other one reads back to the same double.
 */
final class ResultsCsv {
  private static final List<String> COLUMNS =
      List.of(
          "experiment",
          "dataset",
          "model",
          "policy",
          "estimator",
          "schedule",
          "target_sparsity",
          "achieved_sparsity",
          "seed",
          "stage",
          "status",
          "accuracy",
          "loss",
          "nonzero",
          "total",
          "flops",
          "seconds",
          "recipe",
          "collapsed",
          "notes",
          "predicted_loss_change",
          "measured_loss_change");

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator('\n').build();

  private ResultsCsv() {}

  static String render(Results results) {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
      printer.printRecord(COLUMNS);
      for (Cell cell : results.cells()) {
        printer.printRecord(row(results, cell));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory can always be appended to", e);
    }
    return text.toString();
  }

  private static List<String> row(Results results, Cell cell) {
    boolean measured = cell.status() == Status.OK;
    return List.of(
        results.experiment(),
        results.dataset(),
        results.model(),
        cell.policy(),
        cell.estimator(),
        results.schedule(),
        number(cell.targetSparsity()),
        number(cell.achievedSparsity()),
        Long.toString(cell.seed()),
        cell.stage().id(),
        cell.statusText(),
        number(cell.accuracy()),
        number(cell.loss()),
        measured ? Long.toString(cell.nonzero()) : "",
        measured ? Long.toString(cell.total()) : "",
        measured ? Long.toString(cell.flops()) : "",
        Double.isNaN(cell.seconds()) ? "" : String.format(Locale.ROOT, "%.3f", cell.seconds()),
        results.recipe(),
        String.join("; ", Layers.collapsed(cell)),
        String.join("; ", cell.notes()),
        number(cell.predictedLossChange()),
        number(cell.measuredLossChange()));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}
