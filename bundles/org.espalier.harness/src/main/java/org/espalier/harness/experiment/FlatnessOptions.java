package org.espalier.harness.experiment;

/**
 * Whether and how the flatness of the training loss around each network's weights is measured.
 *
 * @param measured whether it is
 * @param examples of the training part that the loss is taken over, at most; the first of the part,
 *     which is in random order
 * @param lanczosSteps for the ends of the spectrum, at most; 1 to 200
 * @param traceError standard error ÷ trace at which sampling stops, above 0
 * @param traceSamples at most, at least 2
 * @param keskarEpsilon ε of the box ε (|θₖ| + 1); 1e-3 in Keskar et al., ICLR 2017
 * @param samRadius ρ of the ball; 0.05 in Foret et al., ICLR 2021
 * @param asamRadius ρ of the adaptive neighbourhood; 0.5 for CIFAR-10 in Kwon et al., ICML 2021
 */
public record FlatnessOptions(
    boolean measured,
    int examples,
    int lanczosSteps,
    double traceError,
    int traceSamples,
    double keskarEpsilon,
    double samRadius,
    double asamRadius) {
  /** The literature's values, measured. */
  public static final FlatnessOptions ON =
      new FlatnessOptions(true, 2048, 30, 0.1, 50, 1e-3, 0.05, 0.5);

  /** Nothing is measured. */
  public static final FlatnessOptions OFF = ON.measured(false);

  public FlatnessOptions {
    require("examples", examples, examples >= 1, "at least 1");
    require("lanczosSteps", lanczosSteps, lanczosSteps >= 1 && lanczosSteps <= 200, "1 to 200");
    require("traceError", traceError, isPositive(traceError), "above 0");
    require("traceSamples", traceSamples, traceSamples >= 2, "at least 2");
    require("keskarEpsilon", keskarEpsilon, isPositive(keskarEpsilon), "above 0");
    require("samRadius", samRadius, isPositive(samRadius), "above 0");
    require("asamRadius", asamRadius, isPositive(asamRadius), "above 0");
  }

  /** The same, measured or not. */
  public FlatnessOptions measured(boolean changed) {
    return new FlatnessOptions(
        changed,
        examples,
        lanczosSteps,
        traceError,
        traceSamples,
        keskarEpsilon,
        samRadius,
        asamRadius);
  }

  private static boolean isPositive(double value) {
    return value > 0 && Double.isFinite(value);
  }

  private static void require(String key, Number value, boolean holds, String limits) {
    if (!holds) {
      throw new IllegalArgumentException(
          "flatness." + key + " = " + value + "; it must be " + limits);
    }
  }
}
