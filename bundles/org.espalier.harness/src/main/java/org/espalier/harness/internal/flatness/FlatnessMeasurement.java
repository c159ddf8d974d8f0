package org.espalier.harness.internal.flatness;

import org.espalier.harness.experiment.FlatnessOptions;
import org.espalier.harness.result.Flatness;

/** Every measure of flatness at one place of a loss surface. */
public final class FlatnessMeasurement {
  private static final double TOLERANCE = 1e-3;

  private FlatnessMeasurement() {}

  /**
   * Measures; the same seed gives the same figures.
   *
   * @param seed of Lanczos' first vector and Hutchinson's signs
   */
  public static Flatness measure(LossSurface surface, FlatnessOptions options, long seed) {
    HessianProduct hessian = new HessianProduct(surface);
    Lanczos lanczos = new Lanczos(surface.mask(), hessian::times);
    Lanczos.Ends ends = lanczos.run(options.lanczosSteps(), TOLERANCE, seed);
    double stepError = hessian.error(lanczos.top());
    Hutchinson trace = trace(surface, options, seed + 1, false);
    Hutchinson adaptive = trace(surface, options, seed + 2, true);
    Sharpness sharpness = new Sharpness(surface);
    double keskar = sharpness.keskar(options.keskarEpsilon());
    double sam = sharpness.sam(options.samRadius());
    double asam = sharpness.adaptiveSam(options.asamRadius());
    return new Flatness(
        sharpness.loss(),
        sharpness.gradientNorm(),
        ends.largest(),
        ends.smallest(),
        ends.residual(),
        ends.steps(),
        stepError,
        trace.trace(),
        trace.standardError(),
        trace.samples(),
        adaptive.trace(),
        adaptive.standardError(),
        keskar,
        sam,
        asam,
        surface.gradients(),
        surface.losses());
  }

  /** Of H, or of D H D with D = diag |θₖ|: zᵀDHDz is the form of H at Dz. */
  private static Hutchinson trace(
      LossSurface surface, FlatnessOptions options, long seed, boolean adaptive) {
    HessianProduct hessian = new HessianProduct(surface, HessianProduct.SPREAD_STEP);
    double[] weights = surface.weights();
    return Hutchinson.estimate(
        surface.mask(),
        z -> {
          double[] v = z.clone();
          for (int k = 0; adaptive && k < v.length; k++) {
            v[k] *= Math.abs(weights[k]);
          }
          return Vectors.dot(v, hessian.times(v));
        },
        options.traceError(),
        options.traceSamples(),
        seed);
  }
}
