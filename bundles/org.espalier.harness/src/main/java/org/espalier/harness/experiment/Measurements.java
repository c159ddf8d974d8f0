package org.espalier.harness.experiment;

/**
 * What is measured beside accuracy and loss on the test part.
 *
 * @param validation share of the training part, in [0, 0.5], that is kept from training and
 *     measured too; 0 for none
 * @param ablations how many weights of each dense network are cut alone, each on its own, to see
 *     how well a policy's scores rank what that does to the training loss; 0 for none
 * @param flatness whether and how it is measured how flat the training loss is around each network
 * @param latency whether it is measured how long each network takes, without the units that its
 *     mask leaves unread
 */
public record Measurements(
    double validation, int ablations, FlatnessOptions flatness, boolean latency) {
  /** Nothing of it. */
  public static final Measurements NONE = new Measurements(0, 0);

  /** Without flatness and latency. */
  public Measurements(double validation, int ablations) {
    this(validation, ablations, FlatnessOptions.OFF, false);
  }

  public Measurements {
    if (!(validation >= 0 && validation <= 0.5)) {
      throw new IllegalArgumentException(
          "validation = " + validation + "; it must be in [0, 0.5], a share of the training part");
    }
    if (ablations < 0 || ablations == 1) {
      throw new IllegalArgumentException(
          "ablations = " + ablations + "; it must be 0, or at least 2 weights");
    }
  }

  /** The same with another share held out. */
  public Measurements withValidation(double changed) {
    return new Measurements(changed, ablations, flatness, latency);
  }

  /** The same with flatness measured so. */
  public Measurements withFlatness(FlatnessOptions changed) {
    return new Measurements(validation, ablations, changed, latency);
  }

  /** The same with latency measured, or not. */
  public Measurements withLatency(boolean changed) {
    return new Measurements(validation, ablations, flatness, changed);
  }
}
