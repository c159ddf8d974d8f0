package org.espalier.harness.internal.data;

/** Independent seeds for the parts of one run. */
public final class Seeds {
  /** What a derived seed is for. */
  public enum Purpose {
    SPLIT(1),
    WEIGHTS(2),
    MINIBATCHES(3),
    FINE_TUNING(4),
    ESTIMATOR(5),
    POLICY(6),
    LOSS_CHANGES(7),
    NULL_CONTROL(8),
    INTERVENTIONS(9),
    ABLATIONS(10),
    FRESH_WEIGHTS(11),
    SHUFFLED_MASK(12),
    FLATNESS(13),
    CALIBRATION(14);

    private final int number;

    Purpose(int number) {
      this.number = number;
    }
  }

  private Seeds() {}

  /** Mixes a run's seed with a purpose by SplitMix64 (Steele, Lea and Flood 2014). */
  public static long derive(long seed, Purpose purpose) {
    long z = (seed + 1) * 0x9E3779B97F4A7C15L + purpose.number * 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
