package org.espalier.shell.internal;

import java.util.List;
import java.util.Map;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Provenance;
import org.espalier.harness.result.Results;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;

/** Small results by hand. */
final class TestResults {
  private TestResults() {}

  static Results of(List<Cell> cells) {
    return of(cells, true);
  }

  static Results of(List<Cell> cells, boolean complete) {
    return new Results(
        "try",
        "digits",
        "mlp:64-16-10",
        "one-shot",
        "sgd-0.1-b64-e5",
        complete,
        new Provenance("2024-01-01T00:00Z", 1, "sha256:0", "", Map.of(), Map.of(), Map.of()),
        List.of(),
        List.of(),
        cells);
  }

  static Cell measured(
      String policy, String estimator, double sparsity, long seed, Stage stage, double accuracy) {
    double achieved = Double.isNaN(sparsity) ? 0.25 : sparsity;
    return cell(policy, estimator, sparsity, achieved, seed, stage, Status.OK, "", accuracy);
  }

  static Cell failed(String policy, double sparsity, long seed, Stage stage, String reason) {
    double none = Double.NaN;
    return cell(policy, "", sparsity, none, seed, stage, Status.FAILED, reason, none);
  }

  private static Cell cell(
      String policy,
      String estimator,
      double sparsity,
      double achieved,
      long seed,
      Stage stage,
      Status status,
      String reason,
      double accuracy) {
    return new Cell(
        policy, estimator, sparsity, achieved, seed, stage, status, reason, accuracy, 0.1, 1, 2, 3,
        0.5, Map.of(), List.of(), Map.of());
  }
}
