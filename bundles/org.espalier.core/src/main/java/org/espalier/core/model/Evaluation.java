package org.espalier.core.model;

/**
 * How a model does on a data set.
 *
 * @param accuracy share of examples whose most probable class is the label, in [0, 1]
 * @param loss mean cross-entropy in nats
 * @param examples number of examples
 */
public record Evaluation(double accuracy, double loss, int examples) {}
