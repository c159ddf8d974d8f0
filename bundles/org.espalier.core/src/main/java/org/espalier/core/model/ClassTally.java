package org.espalier.core.model;

/**
 * Counts what a classifier says of examples: of equal probabilities the lowest class counts; a
 * probability that is rounded to 0 counts as the smallest normal float, so that no example costs
 * more than 87.4 nats.
 */
public final class ClassTally {
  private static final int TOP = 5;

  private final int classes;
  private int examples;
  private int correct;
  private int amongTop;
  private double crossEntropy;

  /**
   * @param classes values of each example
   */
  public ClassTally(int classes) {
    this.classes = classes;
  }

  /**
   * Counts an example by its probabilities.
   *
   * @param values whose {@code classes} ones from {@code at} on are the example's
   */
  public void addProbabilities(float[] values, int at, int label) {
    add(values, at, label, -Math.log(Math.max(values[at + label], Float.MIN_NORMAL)));
  }

  /**
   * Counts an example by its logits: scores that a softmax, which leaves logarithms of
   * probabilities as they are, makes probabilities of.
   *
   * @param values whose {@code classes} ones from {@code at} on are the example's
   */
  public void addLogits(float[] values, int at, int label) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      highest = Math.max(highest, values[at + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(values[at + c] - highest);
    }
    double nats = highest + Math.log(sum) - values[at + label];
    add(values, at, label, Math.min(nats, -Math.log(Float.MIN_NORMAL)));
  }

  private void add(float[] values, int at, int label, double nats) {
    int ahead = 0;
    for (int c = 0; c < classes; c++) {
      boolean first = c < label && values[at + c] == values[at + label];
      ahead += first || values[at + c] > values[at + label] ? 1 : 0;
    }
    examples++;
    correct += ahead == 0 ? 1 : 0;
    amongTop += ahead < TOP ? 1 : 0;
    crossEntropy += nats;
  }

  /** Accuracy, mean cross-entropy and the share of the five most probable classes so far. */
  public Evaluation evaluation() {
    double top5 = classes > TOP ? amongTop / (double) examples : Double.NaN;
    return new Evaluation(correct / (double) examples, crossEntropy / examples, examples, top5);
  }
}
