/** Tests against statsmodels, and on trajectories of which the truth is known. */
@NullMarked
package org.espalier.estimator.granger.internal;

import org.jspecify.annotations.NullMarked;
