package org.espalier.core.trajectory;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.core.InvalidDataException;
import org.espalier.core.model.LossAfter;
import org.espalier.core.model.ParameterLayout;
import org.espalier.core.model.RatePhase;

/**
 * What a trajectory is of.
 *
 * @param kind how its rows came about
 * @param layout the parameters
 * @param optimizer the update rule's name, such as {@code sgd}, {@code momentum}, {@code adam}
 * @param optimizerOptions its numbers by name, such as {@code momentum} and {@code weightDecay}
 * @param rates the learning rate of each phase, the first from step 0, by step; none of an
 *     interventional trajectory
 * @param lossAfter how the loss after a step was measured
 * @param seed of the minibatches and the initial weights
 * @param dataset name of the training data
 * @param fingerprint of the training data
 * @param versions of the libraries that made it, by name
 * @param stride steps of the training from one row to the next; 1 where every step was recorded
 * @param complete whether the recording was finished in order
 */
public record TrajectoryManifest(
    TrajectoryKind kind,
    ParameterLayout layout,
    String optimizer,
    Map<String, Double> optimizerOptions,
    List<RatePhase> rates,
    LossAfter lossAfter,
    long seed,
    String dataset,
    String fingerprint,
    Map<String, String> versions,
    int stride,
    boolean complete) {

  /** A training of which every step was recorded. */
  public TrajectoryManifest(
      ParameterLayout layout,
      String optimizer,
      Map<String, Double> optimizerOptions,
      List<RatePhase> rates,
      LossAfter lossAfter,
      long seed,
      String dataset,
      String fingerprint,
      Map<String, String> versions,
      boolean complete) {
    this(
        TrajectoryKind.TRAINING,
        layout,
        optimizer,
        optimizerOptions,
        rates,
        lossAfter,
        seed,
        dataset,
        fingerprint,
        versions,
        1,
        complete);
  }

  public TrajectoryManifest {
    if (stride < 1) {
      throw new IllegalArgumentException("stride = " + stride + "; it must be at least 1");
    }
    optimizerOptions = java.util.Collections.unmodifiableMap(new TreeMap<>(optimizerOptions));
    versions = java.util.Collections.unmodifiableMap(new TreeMap<>(versions));
    rates = List.copyOf(rates);
    boolean trained = kind == TrajectoryKind.TRAINING;
    if (!trained && !rates.isEmpty()) {
      throw new IllegalArgumentException(
          "an interventional trajectory has no learning rate, but these are given: " + rates);
    }
    if (trained && (rates.isEmpty() || rates.get(0).fromStep() != 0)) {
      throw new IllegalArgumentException("the learning rates don't begin at step 0: " + rates);
    }
    for (int i = 1; i < rates.size(); i++) {
      if (rates.get(i).fromStep() <= rates.get(i - 1).fromStep()) {
        throw new IllegalArgumentException("the learning rates are not in order: " + rates);
      }
    }
  }

  /**
   * η of the step that a row holds.
   *
   * @throws InvalidDataException if the rows are no steps of a training
   */
  public double learningRate(int row) {
    if (kind != TrajectoryKind.TRAINING) {
      throw new InvalidDataException(
          "an interventional trajectory has no learning rate, for its rows are perturbations of the"
              + " weights and no steps of a training; record a training for what needs one");
    }
    long step = (long) row * stride;
    double rate = rates.get(0).rate();
    for (RatePhase phase : rates) {
      if (phase.fromStep() > step) {
        break;
      }
      rate = phase.rate();
    }
    return rate;
  }

  public TrajectoryManifest withComplete(boolean changed) {
    return with(layout, rates, changed);
  }

  public TrajectoryManifest withLayout(ParameterLayout changed) {
    return with(changed, rates, complete);
  }

  public TrajectoryManifest withRates(List<RatePhase> changed) {
    return with(layout, changed, complete);
  }

  private TrajectoryManifest with(
      ParameterLayout newLayout, List<RatePhase> newRates, boolean newComplete) {
    return new TrajectoryManifest(
        kind,
        newLayout,
        optimizer,
        optimizerOptions,
        newRates,
        lossAfter,
        seed,
        dataset,
        fingerprint,
        versions,
        stride,
        newComplete);
  }
}
