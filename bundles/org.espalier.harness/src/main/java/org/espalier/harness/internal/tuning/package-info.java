/** Bayesian optimisation: a Gaussian process, expected improvement, and the trials. */
@NullMarked
package org.espalier.harness.internal.tuning;

import org.jspecify.annotations.NullMarked;
