/** Exact Lasso-Granger, and the paper's published procedure. */
@NullMarked
package org.espalier.estimator.lasso.internal;

import org.jspecify.annotations.NullMarked;
