package org.espalier.harness.internal.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.core.model.Evaluation;
import org.espalier.core.model.Mask;
import org.espalier.core.model.Parameter;
import org.espalier.harness.experiment.PolicyChoice;
import org.espalier.harness.result.Cell;
import org.espalier.harness.result.Stage;
import org.espalier.harness.result.Status;

/** Makes the cells of one method, sparsity and seed. */
final class Cells {
  /** The dense control. */
  static final Planned DENSE = new Planned(new PolicyChoice("none", ""), null, 0);

  private static final String TOP5 = "top5";

  private final Planned planned;
  private final long seed;
  private final Map<String, String> services;

  private Cells(Planned planned, long seed, Map<String, String> services) {
    this.planned = planned;
    this.seed = seed;
    this.services = services;
  }

  static Cells of(Planned planned, long seed, Map<String, String> services) {
    return new Cells(planned, seed, services);
  }

  /** The dense control's. */
  static Cells dense(long seed, Map<String, String> services) {
    return of(DENSE, seed, services);
  }

  Cell measured(
      Stage stage,
      Evaluation evaluation,
      float[] weights,
      Mask mask,
      double seconds,
      List<String> notes) {
    long nonzero = 0;
    for (float weight : weights) {
      nonzero += weight == 0 ? 0 : 1;
    }
    Map<String, Double> layers = new LinkedHashMap<>();
    for (Parameter layer : mask.layout().prunable()) {
      layers.put(layer.name(), mask.sparsity(layer));
    }
    Cell cell =
        new Cell(
            planned.policy().id(),
            planned.estimatorId(),
            planned.sparsity(),
            mask.sparsity(),
            seed,
            stage,
            Status.OK,
            "",
            evaluation.accuracy(),
            evaluation.loss(),
            nonzero,
            weights.length,
            mask.flops(),
            seconds,
            layers,
            notes,
            services);
    return Double.isFinite(evaluation.top5())
        ? cell.withFigures(Map.of(TOP5, evaluation.top5()))
        : cell;
  }

  Cell failed(Stage stage, Throwable cause) {
    return new Cell(
        planned.policy().id(),
        planned.estimatorId(),
        planned.sparsity(),
        Double.NaN,
        seed,
        stage,
        Failures.status(cause),
        Failures.line(cause),
        Double.NaN,
        Double.NaN,
        0,
        0,
        0,
        0,
        Map.of(),
        List.of(),
        services);
  }
}
