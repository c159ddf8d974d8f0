package org.espalier.estimator.granger.internal;

import org.espalier.core.model.Granularity;

/**
 * Options of {@link GrangerF}.
 *
 * @param lags q, the lag order of every test, or 0 to choose it by BIC
 * @param maxLags the largest lag order that BIC may choose, at least 1; a short trajectory allows
 *     fewer. Default 8: Schwert 1989's lesser rule ⌊4 (T/100)^¼⌋ asks for at most 8 up to T = 2,562
 *     steps, and BIC seldom takes as many
 * @param control of the false discovery rate. Default Benjamini and Hochberg 1995
 * @param level the false discovery rate that is allowed, in (0, 1). Default 0.05
 * @param granularity the groups to test, units or layers. Default units
 */
public record GrangerFOptions(
    int lags, int maxLags, FalseDiscoveryControl control, double level, Granularity granularity) {

  /** Every default. */
  public static final GrangerFOptions DEFAULTS =
      new GrangerFOptions(0, 8, FalseDiscoveryControl.BENJAMINI_HOCHBERG, 0.05, Granularity.UNIT);

  public GrangerFOptions {
    if (lags < 0) {
      throw new IllegalArgumentException(
          "lags = " + lags + "; it must be at least 1, or 0 for the choice by BIC");
    }
    if (maxLags < 1) {
      throw new IllegalArgumentException("maxLags = " + maxLags + "; it must be at least 1");
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level = " + level + " is outside (0, 1)");
    }
    if (granularity == Granularity.WEIGHT) {
      throw new IllegalArgumentException("granularity = weight; it is one of layer, unit");
    }
  }
}
