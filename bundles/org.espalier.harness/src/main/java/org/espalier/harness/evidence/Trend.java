package org.espalier.harness.evidence;

/**
 * A straight line through a series.
 *
 * @param slope change a step
 * @param standardError of the slope, robust to autocorrelation and heteroscedasticity
 * @param pValue of slope 0, two-sided
 * @param lags of the autocorrelation allowed for
 */
public record Trend(double slope, double standardError, double pValue, int lags) {}
