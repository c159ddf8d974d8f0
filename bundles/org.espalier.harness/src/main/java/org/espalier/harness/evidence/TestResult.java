package org.espalier.harness.evidence;

/**
 * A test of a series.
 *
 * @param statistic the test's own
 * @param pValue of its null hypothesis
 * @param lags that it looked back
 */
public record TestResult(double statistic, double pValue, int lags) {}
