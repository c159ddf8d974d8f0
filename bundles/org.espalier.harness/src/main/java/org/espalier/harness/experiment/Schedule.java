package org.espalier.harness.experiment;

/**
 * How a policy gets to its sparsity; the same for every policy.
 *
 * @param rounds 1 for one-shot pruning; more for iterative pruning with training between the cuts
 * @param record whether the training between two cuts is recorded for the policies that decide by a
 *     trajectory or by evidence, which then comes from the recording; without it every round
 *     decides by the dense network's training. Other policies take no notice of it
 */
public record Schedule(int rounds, boolean record) {
  public Schedule {
    if (rounds < 1) {
      throw new IllegalArgumentException("schedule.rounds = " + rounds + "; it must be at least 1");
    }
  }

  /** Recorded between the cuts, if there are any. */
  public Schedule(int rounds) {
    this(rounds, true);
  }

  /** Everything is cut at once. */
  public static Schedule oneShot() {
    return new Schedule(1);
  }

  public boolean isOneShot() {
    return rounds == 1;
  }

  /**
   * The name in result files: {@code one-shot}, {@code iterative-5}, or {@code
   * iterative-5-unrecorded}.
   */
  public String id() {
    return isOneShot() ? "one-shot" : "iterative-" + rounds + (record ? "" : "-unrecorded");
  }

  /**
   * The cubic ramp of Zhu and Gupta 2017: s·(1 − (1 − i/n)³).
   *
   * @param round i, from 1 to n
   * @param target s, the sparsity of the last round
   */
  public double sparsity(int round, double target) {
    if (round == rounds) {
      return target;
    }
    double left = 1 - (double) round / rounds;
    return target * (1 - left * left * left);
  }

  /** Epochs of training after a round's cut: equal shares, the rest after the last. */
  public int epochs(int round, int budget) {
    int share = budget / rounds;
    return round == rounds ? budget - share * (rounds - 1) : share;
  }
}
