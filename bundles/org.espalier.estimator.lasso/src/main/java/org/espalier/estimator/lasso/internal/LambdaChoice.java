package org.espalier.estimator.lasso.internal;

import java.util.Locale;

/** How λ is chosen. */
public enum LambdaChoice {
  /** A share of λmax. */
  RATIO,
  /** The least n log(RSS/n) + df log n (Schwarz 1978; Zou, Hastie and Tibshirani 2007). */
  BIC,
  /** BIC and 2 log C(p, df), for p beyond n (Chen and Chen 2008). */
  EBIC,
  /** The least error on blocks of steps that were left out. */
  CROSS_VALIDATION,
  /** As small as the false selections that stability selection may make allow. */
  STABILITY;

  /** As options and output spell it. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
