package org.espalier.core.model;

import java.util.Locale;

/** How a gradient becomes an update; η is the learning rate, μ the momentum. */
public enum Optimizer {
  /** Δθ = −ηg. */
  SGD,
  /** Heavy ball: v ← μv + g, Δθ = −ηv (Polyak 1964). */
  MOMENTUM,
  /** v ← μv − ηg, Δθ = −μv_before + (1 + μ)v (Nesterov, as in Sutskever et al. 2013). */
  NESTEROV,
  /** Adam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8 (Kingma and Ba 2015). */
  ADAM;

  /** The name in experiment files and manifests: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
