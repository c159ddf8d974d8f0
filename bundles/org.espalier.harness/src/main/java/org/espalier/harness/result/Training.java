package org.espalier.harness.result;

/**
 * One seed's training of the dense network.
 *
 * @param seed of the split, the weights and the minibatches
 * @param steps T
 * @param seconds wall-clock time, recording included
 * @param recordingShare of it spent on recording, in [0, 1]
 * @param trainLoss mean loss of the last epoch's minibatches
 * @param trainFingerprint of the training part
 */
public record Training(
    long seed,
    int steps,
    double seconds,
    double recordingShare,
    double trainLoss,
    String trainFingerprint) {}
