package org.espalier.harness.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One measured cell: a policy at a sparsity on one seed's network at one stage.
 *
 * @param policy the policy as the experiment names it, {@code none} for the dense control
 * @param estimator whose evidence the policy used, or empty
 * @param targetSparsity requested zeroed ÷ prunable; NaN where the policy chooses its own
 * @param achievedSparsity zeroed ÷ prunable; NaN unless {@code OK}
 * @param seed of the data split, the initial weights and the minibatches
 * @param stage when it was measured
 * @param status how it ended
 * @param reason one line, empty if {@code OK}
 * @param accuracy on the test part in [0, 1]; NaN unless {@code OK}
 * @param loss mean cross-entropy on the test part in nats; NaN unless {@code OK}
 * @param nonzero values of θ that are not zero
 * @param total p
 * @param flops floating-point operations of one example, zeros left out
 * @param seconds deciding what to cut (one-shot), or training (dense, fine-tuned)
 * @param layerSparsities zeroed ÷ size of each prunable tensor, by name, in order
 * @param notes sentences of the policy, such as a layer saved from being emptied
 * @param services bundle and version of each service that made it, by role
 * @param predictedLossChange the rise of the training loss in nats that the policy predicted for
 *     this cut; NaN unless it predicts and the stage is {@code ONE_SHOT}
 * @param measuredLossChange the rise of the mean cross-entropy on the training part in nats, by the
 *     same cut; NaN where there is no prediction
 * @param figures what else was measured, by name, such as {@code top5}; in the order of the names
 */
public record Cell(
    String policy,
    String estimator,
    double targetSparsity,
    double achievedSparsity,
    long seed,
    Stage stage,
    Status status,
    String reason,
    double accuracy,
    double loss,
    long nonzero,
    long total,
    long flops,
    double seconds,
    Map<String, Double> layerSparsities,
    List<String> notes,
    Map<String, String> services,
    double predictedLossChange,
    double measuredLossChange,
    SortedMap<String, Double> figures) {
  /**
   * Name of the figure that is a time: milliseconds for a batch. It is no more the same at each run
   * than {@code seconds} is, and nor is {@link #SPEED_UP}.
   */
  public static final String LATENCY = "latency.milliseconds";

  /** Name of the figure that tells how many times faster the network is than uncut. */
  public static final String SPEED_UP = "latency.speedUp";

  /** A cell of a policy that predicts nothing, without further figures. */
  public Cell(
      String policy,
      String estimator,
      double targetSparsity,
      double achievedSparsity,
      long seed,
      Stage stage,
      Status status,
      String reason,
      double accuracy,
      double loss,
      long nonzero,
      long total,
      long flops,
      double seconds,
      Map<String, Double> layerSparsities,
      List<String> notes,
      Map<String, String> services) {
    this(
        policy,
        estimator,
        targetSparsity,
        achievedSparsity,
        seed,
        stage,
        status,
        reason,
        accuracy,
        loss,
        nonzero,
        total,
        flops,
        seconds,
        layerSparsities,
        notes,
        services,
        Double.NaN,
        Double.NaN,
        new TreeMap<>());
  }

  public Cell {
    layerSparsities = Collections.unmodifiableMap(new LinkedHashMap<>(layerSparsities));
    notes = List.copyOf(notes);
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
  }

  /** The same cell with what was predicted for its cut, and what came of it, in nats. */
  public Cell withLossChange(double predicted, double measured) {
    return with(predicted, measured, figures);
  }

  /** The same cell with further figures, over those of the same name. */
  public Cell withFigures(Map<String, Double> more) {
    SortedMap<String, Double> all = new TreeMap<>(figures);
    all.putAll(more);
    return with(predictedLossChange, measuredLossChange, all);
  }

  private Cell with(double predicted, double measured, SortedMap<String, Double> named) {
    return new Cell(
        policy,
        estimator,
        targetSparsity,
        achievedSparsity,
        seed,
        stage,
        status,
        reason,
        accuracy,
        loss,
        nonzero,
        total,
        flops,
        seconds,
        layerSparsities,
        notes,
        services,
        predicted,
        measured,
        named);
  }

  /** Whether a prediction stands beside what came of it. */
  public boolean hasPrediction() {
    return Double.isFinite(predictedLossChange) && Double.isFinite(measuredLossChange);
  }

  /** The status as result files show it: {@code OK}, or the status and the reason. */
  public String statusText() {
    return reason.isEmpty() ? status.name() : status.name() + ": " + reason;
  }

  /** What tells it from the experiment's other cells. */
  public CellKey key() {
    return new CellKey(seed, policy, estimator, targetSparsity, stage);
  }

  /** Policy and estimator in one name, such as {@code gamma-quota (paper-sgd)}. */
  public String method() {
    return method(policy, estimator);
  }

  /**
   * A policy and an estimator in one name.
   *
   * @param estimator or empty
   */
  public static String method(String policy, String estimator) {
    return estimator.isEmpty() ? policy : policy + " (" + estimator + ")";
  }
}
