package org.espalier.estimator.lasso.internal;

/**
 * A solution and how far it may be from the optimum.
 *
 * @param solution what was found
 * @param gap the duality gap over all columns, relative to ½‖y‖²
 * @param converged whether the gap is within the tolerance
 */
record Verified(LassoSolution solution, double gap, boolean converged) {}
