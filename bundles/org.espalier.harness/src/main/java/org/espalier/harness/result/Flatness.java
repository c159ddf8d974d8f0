package org.espalier.harness.result;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How flat the training loss L is around a network's weights θ, with what was cut held at 0: all is
 * within the subspace of the kept weights and the biases, H the Hessian with the rows and columns
 * of cut weights left out. A subspace of fewer dimensions has less curvature to begin with.
 *
 * @param loss L(θ) in nats
 * @param gradientNorm ‖∇L(θ)‖
 * @param lambdaMax the largest eigenvalue of H
 * @param lambdaMin the smallest Ritz value, no lower than the smallest eigenvalue
 * @param residual ‖Hx − λx‖ ÷ |λ| of λmax
 * @param lanczosSteps products with H that it took
 * @param stepError share by which Hx changes when the step of the differences is halved
 * @param trace of H
 * @param traceError its standard error
 * @param traceSamples products with H that it took
 * @param adaptiveTrace trace of D H D with D = diag |θₖ|, which rescaling weights doesn't change
 * @param adaptiveTraceError its standard error
 * @param keskar ε-sharpness (Keskar et al., ICLR 2017), in %
 * @param sam rise of L in the gradient's direction, in nats (Foret et al., ICLR 2021)
 * @param asam the same in units of each weight, which rescaling weights doesn't change (Kwon et
 *     al., ICML 2021)
 * @param gradients cost: gradients of L that all of it took
 * @param losses cost: how often L was taken alone
 */
public record Flatness(
    double loss,
    double gradientNorm,
    double lambdaMax,
    double lambdaMin,
    double residual,
    int lanczosSteps,
    double stepError,
    double trace,
    double traceError,
    int traceSamples,
    double adaptiveTrace,
    double adaptiveTraceError,
    double keskar,
    double sam,
    double asam,
    long gradients,
    long losses) {

  /** How the names of its figures begin. */
  public static final String PREFIX = "flatness.";

  /** Every component by its name behind {@link #PREFIX}. */
  public SortedMap<String, Double> figures() {
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put(PREFIX + "loss", loss);
    figures.put(PREFIX + "gradientNorm", gradientNorm);
    figures.put(PREFIX + "lambdaMax", lambdaMax);
    figures.put(PREFIX + "lambdaMin", lambdaMin);
    figures.put(PREFIX + "residual", residual);
    figures.put(PREFIX + "lanczosSteps", (double) lanczosSteps);
    figures.put(PREFIX + "stepError", stepError);
    figures.put(PREFIX + "trace", trace);
    figures.put(PREFIX + "traceError", traceError);
    figures.put(PREFIX + "traceSamples", (double) traceSamples);
    figures.put(PREFIX + "adaptiveTrace", adaptiveTrace);
    figures.put(PREFIX + "adaptiveTraceError", adaptiveTraceError);
    figures.put(PREFIX + "keskar", keskar);
    figures.put(PREFIX + "sam", sam);
    figures.put(PREFIX + "asam", asam);
    figures.put(PREFIX + "gradients", (double) gradients);
    figures.put(PREFIX + "losses", (double) losses);
    return figures;
  }
}
