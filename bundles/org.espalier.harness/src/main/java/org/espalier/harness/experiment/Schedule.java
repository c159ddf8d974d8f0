package org.espalier.harness.experiment;

import java.util.OptionalInt;

/**
 * How a policy gets to its sparsity; the same for every policy.
 *
 * @param rounds 1 for one-shot pruning; more for iterative pruning with training between the cuts
 * @param record whether the training between two cuts is recorded for the policies that decide by a
 *     trajectory or by evidence, which then comes from the recording; without it every round
 *     decides by the dense network's training. Other policies take no notice of it
 * @param rewindTo the epoch to whose end the kept weights go back after each cut, 0 for their
 *     initial values (the lottery ticket of Frankle and Carbin 2019), more for late rewinding
 *     (Frankle, Dziugaite, Roy and Carbin 2020); the rest of the dense network's training follows,
 *     whatever the budget of fine-tuning. Empty: they go on from where they are
 * @param check what is done to each cut before the training after it
 */
public record Schedule(int rounds, boolean record, OptionalInt rewindTo, SanityCheck check) {
  public Schedule {
    if (rounds < 1) {
      throw new IllegalArgumentException("schedule.rounds = " + rounds + "; it must be at least 1");
    }
    if (rewindTo.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "schedule.rewindTo = %d; it is an epoch, at least 0".formatted(rewindTo.getAsInt()));
    }
  }

  /** Without rewinding or a check. */
  public Schedule(int rounds, boolean record) {
    this(rounds, record, OptionalInt.empty(), SanityCheck.NONE);
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

  /** Whether the values of kept weights go on from where a cut left them. */
  public boolean keepsValues() {
    return rewindTo.isEmpty() && check == SanityCheck.NONE;
  }

  /**
   * The name in result files: {@code one-shot}, {@code iterative-5}, {@code
   * iterative-5-unrecorded}, {@code iterative-5-rewound-to-0}, {@code one-shot-shuffled}.
   */
  public String id() {
    StringBuilder id = new StringBuilder(isOneShot() ? "one-shot" : "iterative-" + rounds);
    id.append(record || isOneShot() ? "" : "-unrecorded");
    rewindTo.ifPresent(epoch -> id.append("-rewound-to-").append(epoch));
    id.append(check == SanityCheck.NONE ? "" : "-" + check.suffix());
    return id.toString();
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
