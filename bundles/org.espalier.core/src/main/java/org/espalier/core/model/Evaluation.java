package org.espalier.core.model;

/**
 * How a model does on a data set.
 *
 * @param accuracy share of examples whose most probable class is the label, in [0, 1]
 * @param loss mean cross-entropy in nats
 * @param examples number of examples
 * @param top5 share of examples whose label is among the five most probable classes, in [0, 1]; NaN
 *     where it isn't known, or there are no more than five classes
 */
public record Evaluation(double accuracy, double loss, int examples, double top5) {
  /** An evaluation that doesn't tell the share of the five most probable classes. */
  public Evaluation(double accuracy, double loss, int examples) {
    this(accuracy, loss, examples, Double.NaN);
  }
}
