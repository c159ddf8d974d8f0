package org.espalier.core.model;

/**
 * What a training took.
 *
 * @param steps optimiser steps
 * @param lastLoss mean loss of the last epoch's minibatches before their steps
 * @param seconds wall-clock time, recording included
 * @param recordingSeconds of these, spent on the second forward pass and on the observer
 */
public record TrainingReport(int steps, double lastLoss, double seconds, double recordingSeconds) {
  /** Recording's share of the whole, in [0, 1]. */
  public double recordingShare() {
    return seconds > 0 ? recordingSeconds / seconds : 0;
  }
}
